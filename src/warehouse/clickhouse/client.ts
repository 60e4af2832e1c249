import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { UserError } from '../../core/errors.ts'
import type { Sql } from '../../core/sql.ts'
import type { Address } from './address.ts'
import { asOurs, isPassing } from './errors.ts'

/** What standard SQL expects: nulls where joins and casts find nothing, columns before aliases, exact text. */
const SETTINGS: ClickHouseSettings = {
  join_use_nulls: 1,
  cast_keep_nullable: 1,
  prefer_column_name_to_alias: 1,
  union_default_mode: 'DISTINCT',
  insert_null_as_default: 0,
  input_format_null_as_default: 0,
  output_format_parquet_string_as_string: 1,
  max_partitions_per_insert_block: '0',
  max_query_size: '104857600',
  // Rows of one key never lie in two partitions at once: one that moves is marked as deleted where it was.
  do_not_merge_across_partitions_select_final: 1,
  optimize_move_to_prewhere_if_final: 1,
  distributed_product_mode: 'global',
  insert_distributed_sync: 1,
  wait_end_of_query: 1,
}

/** What a statement of the user may do: read, for so long, no more than this much memory of the server. */
const ASKING: ClickHouseSettings = {
  readonly: '1',
  max_execution_time: 600,
  cancel_http_readonly_queries_on_client_close: 1,
}

/** The oldest server with all that is used: joins by inequalities, rows that are marked as deleted, … */
const OLDEST = [25, 8] as const
/** Milliseconds before a statement is sent again, and again. */
const WAITS_MS: readonly number[] = [200, 600, 1500, 4000]
const TEN_MINUTES_MS = 600_000

/** A server of ClickHouse over HTTP. Statements that may run twice are sent again when the connection is lost. */
export class Server {
  readonly address: Address
  readonly #waitsMs: readonly number[]
  readonly #client: ReturnType<typeof createClient>
  readonly #stop = new AbortController()
  #checked: Promise<void> | undefined

  constructor(address: Address, waitsMs = WAITS_MS) {
    this.address = address
    this.#waitsMs = waitsMs
    this.#client = createClient({
      url: address.http,
      username: address.user,
      password: address.password,
      application: 'oddslake',
      request_timeout: TEN_MINUTES_MS,
      compression: { response: false, request: false },
      clickhouse_settings: SETTINGS,
      log: { level: ClickHouseLogLevel.OFF },
    })
  }

  /** Runs a statement for its effect; `once` when it must not run a second time. */
  async run(query: Sql, { once = false } = {}): Promise<void> {
    const send = () => this.#client.command({ query, abort_signal: this.#stop.signal })
    await (once ? this.#once(send) : this.#again(send))
  }

  /** The rows of a statement, for small results. 64-bit integers are strings. */
  rows<R>(query: Sql): Promise<R[]> {
    return this.#again(async () => {
      const answer = await this.#client.query({
        query,
        format: 'JSONEachRow',
        clickhouse_settings: { output_format_json_quote_64bit_integers: 1 },
        abort_signal: this.#stop.signal,
      })
      return answer.json<R>()
    })
  }

  async first<R>(query: Sql): Promise<R | undefined> {
    return (await this.rows<R>(query))[0]
  }

  /** Writes the rows of a reading statement to a Parquet file; `asked` when the statement is the user's. */
  async download(query: Sql, file: string, { asked = false } = {}): Promise<void> {
    const fetch = async () => {
      const answer = await this.#client.exec({
        query: `${query}\nformat Parquet`,
        clickhouse_settings: { ...ASKING, output_format_parquet_compression_method: 'lz4' },
        abort_signal: this.#stop.signal,
      })
      await pipeline(answer.stream, createWriteStream(file))
    }
    await this.#again(fetch, asked)
  }

  /** Inserts a Parquet file. The server takes the same `token` for the same table only once. */
  async upload(table: Sql, columns: readonly Sql[], { file, token }: { file: string; token: string }): Promise<void> {
    const send = async () => {
      const answer = await this.#client.exec({
        query: `insert into ${table} (${columns.join(', ')}) format Parquet`,
        values: createReadStream(file),
        clickhouse_settings: { insert_deduplication_token: token },
        abort_signal: this.#stop.signal,
      })
      answer.stream.resume()
    }
    await this.#again(send)
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#client.close()
  }

  async #again<T>(send: () => Promise<T>, asked = false): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#once(send, asked)
      } catch (error) {
        const cause = error instanceof Error ? (error.cause ?? error) : error
        const wait = this.#waitsMs[attempt]
        if (wait === undefined || !isPassing(cause) || this.#stop.signal.aborted) throw error
        await sleep(wait)
      }
    }
  }

  async #once<T>(send: () => Promise<T>, asked = false): Promise<T> {
    try {
      this.#checked ??= this.#check()
      await this.#checked
      return await send()
    } catch (error) {
      throw asOurs(error, this.address, asked)
    }
  }

  /** Asks for the version once, before anything else. */
  async #check(): Promise<void> {
    try {
      const answer = await this.#client.query({ query: 'select version() as version', format: 'JSONEachRow' })
      const [row] = await answer.json<{ version: string }>()
      const [year, month] = (row?.version ?? '').split('.').map(Number)
      if (year === undefined || month === undefined || Number.isNaN(year + month)) throw new Error('no version')
      if (year < OLDEST[0] || (year === OLDEST[0] && month < OLDEST[1]))
        throw new UserError(
          `ClickHouse at ${this.address.place} is version ${row!.version}; version ${OLDEST.join('.')} or later is needed. Update the server.`,
        )
    } catch (error) {
      this.#checked = undefined
      throw error
    }
  }
}

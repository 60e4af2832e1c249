import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Row } from '../../src/engine/connection.ts'
import { MODELS } from '../../src/models/index.ts'
import { createApp } from '../../src/server/app.ts'
import { type Listening, listen } from '../../src/server/listen.ts'
import { Published } from '../../src/server/published.ts'
import { publish } from '../../src/warehouse/duckdb/publish.ts'
import { type Rows, TestWarehouse } from './model.ts'
import { look } from './past.ts'

/** A home with a warehouse of a test's own rows, that can be published again and again. */
export class PublishedHome {
  readonly home: string
  readonly #warehouse: TestWarehouse

  private constructor(home: string, warehouse: TestWarehouse) {
    this.home = home
    this.#warehouse = warehouse
  }

  static async make(): Promise<PublishedHome> {
    return new PublishedHome(await mkdtemp(path.join(os.tmpdir(), 'oddslake-served-')), await TestWarehouse.open())
  }

  async publish(rows: Rows, models = MODELS): Promise<void> {
    const { connection, warehouse } = this.#warehouse
    await this.#warehouse.load(rows)
    for (const model of models) await warehouse.build(connection, model)
    await publish(connection, { home: this.home, models, trace: () => {} })
  }

  /** Changes the warehouse directly: for tables that are not loaded. */
  run(sql: string): Promise<void> {
    return this.#warehouse.connection.run(sql)
  }

  /** What the snapshot itself says to statements. */
  rows(...statements: readonly string[]): Promise<Row[][]> {
    return look(this.home, undefined, async (connection) => {
      const answers: Row[][] = []
      for (const statement of statements) answers.push(await connection.rows(statement))
      return answers
    })
  }

  async remove(): Promise<void> {
    await this.#warehouse.close()
    await rm(this.home, { recursive: true })
  }
}

export type Serving = Listening & { readonly published: Published; readonly complaints: unknown[] }

/** Serves a home at a real socket. It looks for a new snapshot only when told to. */
export async function serveHome(
  home: string,
  { token, timeoutMs = 20_000 }: { token?: string; timeoutMs?: number } = {},
): Promise<Serving> {
  const complaints: unknown[] = []
  const complain = (error: unknown) => complaints.push(error)
  const published = await Published.open({ home, memory: '200MB', timeoutMs, atOnce: 2, lookMs: 1e9, complain })
  await published.settled()
  const app = createApp({ published, home, version: 'test', token, isLocal: token === undefined, complain })
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 })
  return {
    url,
    published,
    complaints,
    async close() {
      await close()
      await published.close()
    },
  }
}

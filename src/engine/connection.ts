import { type DuckDBConnection, type DuckDBValue, StatementType } from '@duckdb/node-api'
import { MemoryLimitError } from '../core/errors.ts'
import type { Sql } from '../core/sql.ts'
import { asOurs } from './errors.ts'

/** A value bound to a `$name` in a statement. */
export type Parameter = string | number | bigint | boolean | null
export type Parameters = Readonly<Record<string, Parameter>>
/** A result cell as JSON gives it: decimals, 64-bit integers and instants are strings. */
export type Cell = string | number | boolean | null | Cell[] | { [name: string]: Cell }
export type Row = Record<string, Cell>

/** The engine's memory: what it may hold now, and whether it may hold more than `held` from here on. */
export type Room = { readonly memory: string; grow(held: string): Promise<boolean> }

/** One conversation with the engine. Statements of one connection run one after the other. */
export class Connection {
  readonly #raw: DuckDBConnection
  readonly #room: Room | undefined
  #last: Promise<unknown> = Promise.resolve()
  #isInTransaction = false

  /** What ends at the limit of the engine's memory is done once more where there is room to grow. */
  constructor(raw: DuckDBConnection, room?: Room) {
    this.#raw = raw
    this.#room = room
  }

  /** Runs statements for their effect. With parameters: one statement only. */
  async run(statement: Sql, parameters?: Parameters): Promise<void> {
    await this.#inTurn(() => this.#raw.run(statement, parameters as Record<string, DuckDBValue> | undefined))
  }

  /** Runs one statement and gives its rows. For small results: rows become objects here. */
  async rows<R extends Row = Row>(statement: Sql, parameters?: Parameters): Promise<R[]> {
    const reader = await this.#inTurn(() =>
      this.#raw.runAndReadAll(statement, parameters as Record<string, DuckDBValue> | undefined),
    )
    return reader.getRowObjectsJson() as R[]
  }

  /** Runs one statement and gives its rows in batches as they are made, so that results need not fit into memory. */
  async *stream(statement: Sql): AsyncGenerator<Row[]> {
    const result = await this.#inTurn(() => this.#raw.stream(statement))
    try {
      for await (const rows of result.yieldRowObjectJson()) yield rows as Row[]
    } catch (error) {
      throw asOurs(error)
    }
  }

  /** Names and types of a statement's columns, without running it. */
  async columns(statement: Sql): Promise<{ name: string; type: string }[]> {
    const prepared = await this.#inTurn(() => this.#raw.prepare(statement))
    try {
      return Array.from({ length: prepared.columnCount }, (_, i) => ({
        name: prepared.columnName(i),
        type: prepared.columnType(i).toString(),
      }))
    } finally {
      prepared.destroySync()
    }
  }

  /** Whether a text is one statement that only reads, by the engine's own parser. */
  async readsOnly(text: string): Promise<boolean> {
    const statements = await this.#inTurn(() => this.#raw.extractStatements(text))
    if (statements.count !== 1) return false
    const prepared = await this.#inTurn(() => statements.prepare(0))
    try {
      return [StatementType.SELECT, StatementType.EXPLAIN].includes(prepared.statementType)
    } finally {
      prepared.destroySync()
    }
  }

  /** The first row, or undefined. */
  async first<R extends Row = Row>(statement: Sql, parameters?: Parameters): Promise<R | undefined> {
    return (await this.rows<R>(statement, parameters))[0]
  }

  /** Everything inside happens or nothing does. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#roomy(async () => {
      this.#isInTransaction = true
      try {
        await this.run('begin')
        const result = await work()
        await this.run('commit')
        return result
      } catch (error) {
        await this.run('rollback').catch(() => {})
        throw error
      } finally {
        this.#isInTransaction = false
      }
    })
  }

  /** Does work with at most so many of the engine's threads, which all its connections share. */
  async withThreads<T>(most: number, work: () => Promise<T>): Promise<T> {
    const current = await this.first<{ n: number }>("select current_setting('threads')::integer as n")
    if (current!.n <= most) return work()
    await this.run(`set threads = ${most}`)
    return work().finally(() => this.run(`set threads = ${current!.n}`))
  }

  /** Stops a statement that runs right now; it then fails. */
  interrupt(): void {
    this.#raw.interrupt()
  }

  close(): void {
    this.#raw.closeSync()
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#roomy(async () => {
      const turn = this.#last.then(work)
      this.#last = turn.catch(() => {})
      try {
        return await turn
      } catch (error) {
        throw asOurs(error)
      }
    })
  }

  /** A statement, or a whole transaction, happens or does not: so it may be tried again where memory did not suffice. */
  async #roomy<T>(work: () => Promise<T>): Promise<T> {
    const held = this.#room?.memory
    try {
      return await work()
    } catch (error) {
      if (held === undefined || this.#isInTransaction || !(error instanceof MemoryLimitError)) throw error
      if (!(await this.#room!.grow(held))) throw error
      return this.#roomy(work)
    }
  }
}

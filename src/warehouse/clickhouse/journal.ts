import { TransientError } from '../../core/errors.ts'
import type { Sql } from '../../core/sql.ts'
import type { Server } from './client.ts'
import { literal } from './dialect.ts'
import type { Lease } from './lease.ts'
import type { Schema } from './schema.ts'

/**
 * What stands in for transactions. A change is a list of statements which may each run twice. One row in ops.journal
 * decides it; it is carried out, and marked as done. What a writer that died has left decided, the next one carries out.
 */
export class Journal {
  readonly #server: Server
  readonly #schema: Schema
  readonly #lease: Lease
  #last = 0
  /** Whether something may be decided that is not carried out. */
  #open = true

  constructor(server: Server, schema: Schema, lease: Lease) {
    this.#server = server
    this.#schema = schema
    this.#lease = lease
  }

  get isOpen(): boolean {
    return this.#open
  }

  nextId(): number {
    return ++this.#last
  }

  /** Decides a change and carries it out. */
  async carryOut(id: number, statements: readonly Sql[]): Promise<void> {
    if (statements.length === 0) return
    await this.#lease.keep()
    this.#open = true
    await this.#note(id, { statements, isDone: false })
    const own = `select id from ${this.#schema.place('ops', 'journal')} final where id = ${id}`
    if ((await this.#server.first(own)) === undefined)
      throw new TransientError(
        `Another oddslake has taken over ${this.#server.address.shown}, because this one was not heard of. Run the same command again when it has ended.`,
      )
    await this.#execute(id, statements)
    this.#open = false
  }

  /** Carries out what was decided and is not done, and drops the tables of what never was decided. */
  async settle(): Promise<void> {
    if (!this.#open) return
    await this.#lease.keep()
    const journal = this.#schema.place('ops', 'journal')
    const waiting = await this.#server.rows<{ id: string; statements: string }>(
      `select id, statements from ${journal} final where not is_done order by id`,
    )
    for (const { id, statements } of waiting) await this.#execute(Number(id), JSON.parse(statements) as Sql[])
    const last = await this.#server.first<{ id: string }>(`select max(id) as id from ${journal}`)
    this.#last = Math.max(this.#last, Number(last?.id ?? 0))
    const stage = literal(this.#schema.database('stage'))
    const left = await this.#server.rows<{ name: string }>(`select name from system.tables where database = ${stage}`)
    for (const { name } of left) for (const drop of this.#schema.dropTable('stage', name)) await this.#server.run(drop)
    this.#open = false
  }

  async #execute(id: number, statements: readonly Sql[]): Promise<void> {
    for (const statement of statements) await this.#server.run(statement)
    await this.#note(id, { statements: [], isDone: true })
  }

  /** Nothing is noted when somebody else has taken over. */
  #note(id: number, { statements, isDone }: { statements: readonly Sql[]; isDone: boolean }): Promise<void> {
    return this.#server.run(
      `insert into ${this.#schema.place('ops', 'journal')} (id, statements, is_done, _version)
       select ${id}, ${literal(JSON.stringify(statements))}, ${isDone}, ${id * 8 + (isDone ? 1 : 0)} where ${this.#lease.isOurs}`,
    )
  }
}

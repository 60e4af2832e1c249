import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { TransientError } from '../../core/errors.ts'
import type { Sql } from '../../core/sql.ts'
import type { Server } from './client.ts'
import { literal } from './dialect.ts'
import type { Schema } from './schema.ts'

const SECONDS = 60
const RENEW_MS = 20_000

type Holder = { readonly holder: string; readonly host: string; readonly process: string }

/**
 * Sees to it that one process at a time writes: who writes says so in ops.lease, again and again. Who ended without
 * taking it back counts as gone after a minute; at once when it ran on this machine and is not there any more.
 */
export class Lease {
  readonly #server: Server
  readonly #schema: Schema
  readonly #holder = randomUUID()
  #until = 0
  #timer: NodeJS.Timeout | undefined

  constructor(server: Server, schema: Schema) {
    this.#server = server
    this.#schema = schema
  }

  /** Takes the lease, or refuses because somebody else has it. */
  async take(): Promise<void> {
    if (this.#timer !== undefined) return
    await this.#refuseOthers()
    await this.#say(true)
    try {
      // Of two that begin in the same moment at least one sees the other here, and gives way.
      await this.#retire(await this.#refuseOthers())
    } catch (error) {
      await this.#say(false)
      throw error
    }
    // A renewal that fails is made up for before the next change.
    this.#timer = setInterval(() => void this.#say(true).catch(() => {}), RENEW_MS).unref()
  }

  /** Makes sure that it is still ours, before something is changed. */
  async keep(): Promise<void> {
    if (Date.now() < this.#until) return
    await this.#refuseOthers()
    await this.#say(true)
  }

  async release(): Promise<void> {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#say(false).catch(() => {})
  }

  /** A condition that holds while nobody has taken over: a statement of ours that arrives later has no effect. */
  get isOurs(): Sql {
    return `(select count() from ${this.#schema.place('ops', 'lease')} final where holder = ${literal(this.#holder)}) > 0`
  }

  /** Throws where somebody else writes; gives those who did and have gone. */
  async #refuseOthers(): Promise<string[]> {
    const others = await this.#server.rows<Holder & { isDue: boolean }>(
      `select holder, host, process, until_at > now64(6) as isDue from ${this.#schema.place('ops', 'lease')} final
       where holder <> ${literal(this.#holder)}`,
    )
    const other = others.find((one) => one.isDue && (one.host !== hostname() || isRunning(Number(one.process))))
    if (other !== undefined)
      throw new TransientError(
        `Another oddslake is writing to ${this.#server.address.shown} (process ${other.process} on ${other.host}). Wait for it to end, or stop it, and run the same command again.`,
      )
    return others.map((one) => one.holder)
  }

  /** Takes the lease of those who have gone from them. */
  async #retire(holders: readonly string[]): Promise<void> {
    if (holders.length === 0) return
    const rows = holders.map((holder) => `(${literal(holder)}, '', 0, now64(6), ${Date.now() + SECONDS * 1000}, 1)`)
    await this.#server.run(
      `insert into ${this.#schema.place('ops', 'lease')} (holder, host, process, until_at, _version, _deleted) values ${rows.join(', ')}`,
    )
  }

  async #say(isHeld: boolean): Promise<void> {
    const now = Date.now()
    await this.#server.run(
      `insert into ${this.#schema.place('ops', 'lease')} (holder, host, process, until_at, _version, _deleted)
       values (${literal(this.#holder)}, ${literal(hostname())}, ${process.pid}, now64(6) + interval ${SECONDS} second, ${now}, ${isHeld ? 0 : 1})`,
    )
    // Half of it, in case the clock of this machine jumps or stands still while it sleeps.
    this.#until = isHeld ? now + (SECONDS * 1000) / 2 : 0
  }
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

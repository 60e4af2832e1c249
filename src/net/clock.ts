import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Micros } from '../core/instant.ts'
import type { Clock } from './limiter.ts'

/** Timers fire up to this much late; the rest of a wait is passed in turns of the event loop instead. */
const TIMER_SLACK_MS = 1.5

/** The machine's clock. Waits end within a fraction of a millisecond, so that a limit is used to the full. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    const due = performance.now() + milliseconds
    const coarse = milliseconds - TIMER_SLACK_MS
    if (coarse >= 1) await setTimeout(Math.floor(coarse), undefined, { signal })
    while (performance.now() < due) {
      signal?.throwIfAborted()
      await setImmediate()
    }
  },
}

/** A server's clock by its last answer: the Date header, whole seconds. Clients of one server share it. */
export class HostClock {
  #known: { readonly at: number; readonly read: number } | undefined

  /** Undefined before the first answer. */
  now(): Micros | undefined {
    if (this.#known === undefined) return undefined
    return Math.floor((this.#known.at + performance.now() - this.#known.read) / 1000) * 1_000_000
  }

  read(date: string | string[] | undefined): void {
    const at = typeof date === 'string' ? Date.parse(date) : Number.NaN
    if (!Number.isNaN(at)) this.#known = { at, read: performance.now() }
  }
}

import type { Limit } from '../core/source.ts'

/** Where time comes from; injected so that tests need not wait. */
export type Clock = {
  /** Milliseconds, monotonic, with a fraction. */
  now(): number
  /** Resolves after that many milliseconds; rejects when the signal fires. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/**
 * A token bucket for one family of endpoints. In any window w it grants at most `burst + requests / windowSeconds × w` requests.
 * Requests are granted in the order in which they ask.
 */
export class Limiter {
  readonly limit: Limit
  readonly #clock: Clock
  /** The moment at which the bucket would be full again ("theoretical arrival time"). */
  #fullAt = 0
  #notBefore = 0
  #queue: Promise<void> = Promise.resolve()
  granted = 0

  constructor(limit: Limit, clock: Clock) {
    this.limit = limit
    this.#clock = clock
  }

  /**
   * Resolves when one request may be sent; one that costs as much as several delays the next by so much more. Rejects when
   * the signal fires first, without using up a grant.
   */
  async take(signal?: AbortSignal, cost = 1): Promise<void> {
    const turn = this.#queue.then(() => this.#grant(signal, cost))
    this.#queue = turn.catch(() => {})
    return turn
  }

  /** Grants nothing for a while: the venue said so. */
  pause(milliseconds: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.#clock.now() + milliseconds)
  }

  async #grant(signal: AbortSignal | undefined, cost: number): Promise<void> {
    const interval = (1000 * this.limit.windowSeconds) / this.limit.requests
    for (;;) {
      signal?.throwIfAborted()
      const due = Math.max(this.#fullAt - (this.limit.burst - 1) * interval, this.#notBefore)
      const wait = due - this.#clock.now()
      if (wait <= 0) break
      await this.#clock.sleep(wait, signal)
    }
    this.#fullAt = Math.max(this.#clock.now(), this.#fullAt) + interval * cost
    this.granted++
  }
}

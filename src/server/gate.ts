import { Problem } from './problem.ts'

/** Lets a few work at once and some wait for their turn; whoever comes when too many wait is told to come again. */
export class Gate {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waiting: (() => void)[] = []
  #working = 0

  constructor(most: number, mostWaiting: number) {
    this.#most = most
    this.#mostWaiting = mostWaiting
  }

  get working(): number {
    return this.#working
  }

  get waiting(): number {
    return this.#waiting.length
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working >= this.#most) {
      if (this.#waiting.length >= this.#mostWaiting)
        throw new Problem(503, 'Too many requests are waiting already. Ask again in a moment.', { 'retry-after': '1' })
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else this.#working++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#working--
      else next()
    }
  }
}

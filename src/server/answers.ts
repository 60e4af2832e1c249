import type { Row } from '../engine/connection.ts'
import type { Published } from './published.ts'
import type { Columns, Reader } from './reader.ts'

/** What a route found: rows of a list, or of one thing the only row. */
export type Found = {
  readonly rows: readonly Row[]
  readonly columns: Columns
  readonly sql: string
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

/** The same as it is kept: rows as the JSON text that most are asked for. */
export type Held = Omit<Found, 'rows'> & {
  readonly rows: string
  readonly snapshot: string
  readonly publishedAt: string
}

/** Answers that are kept may make up as many characters. */
const MOST_KEPT = 32_000_000

/** Answers over a snapshot never change, so those that were asked for lately are kept, and the same question is asked once. */
export class Answers {
  readonly #published: Published
  readonly #kept = new Map<string, Held>()
  readonly #asked = new Map<string, Promise<Held>>()
  #size = 0

  constructor(published: Published) {
    this.#published = published
  }

  /** The answer to a question, by its name. */
  async find(question: string, ask: (reader: Reader) => Promise<Found>): Promise<Held> {
    const key = `${this.#published.current?.snapshot} ${question}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return kept
    }
    const running = this.#asked.get(key)
    if (running !== undefined) return running
    const asked = this.#published.read((reader) => held(reader, ask)).finally(() => this.#asked.delete(key))
    this.#asked.set(key, asked)
    const found = await asked
    this.#keep(`${found.snapshot} ${question}`, found)
    return found
  }

  #keep(key: string, found: Held): void {
    this.#size += found.rows.length - (this.#kept.get(key)?.rows.length ?? 0)
    this.#kept.set(key, found)
    for (const [oldest, { rows }] of this.#kept) {
      if (this.#size <= MOST_KEPT) break
      this.#kept.delete(oldest)
      this.#size -= rows.length
    }
  }
}

async function held(reader: Reader, ask: (reader: Reader) => Promise<Found>): Promise<Held> {
  const found = await ask(reader)
  return { ...found, rows: JSON.stringify(found.rows), snapshot: reader.snapshot, publishedAt: reader.publishedAt }
}

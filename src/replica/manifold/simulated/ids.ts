import { mix, unmix, wordOf } from '../../economy/random.ts'

/** Opaque ids of one kind: letters and digits that lead back to the index they were made of. */
export interface Ids {
  /** At least 6 characters; ids of two indices always differ. */
  text(index: number, length: number): string
  /** The index behind an id's first six characters; whether it is that of a real id must be seen by writing it again. */
  index(id: string): number
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const BASE = LETTERS.length
const TRIPLES = Array.from(
  { length: BASE ** 3 },
  (_, i) => LETTERS[i % BASE]! + LETTERS[Math.floor(i / BASE) % BASE]! + LETTERS[Math.floor(i / BASE ** 2)]!,
)
const ORDER = new Map(TRIPLES.map((triple, i) => [triple, i]))

const sixOf = (word: number) => TRIPLES[word % TRIPLES.length]! + TRIPLES[Math.floor(word / TRIPLES.length)]!

/** The same for words that need not lead back: both halves use the whole alphabet. */
const sixMore = (word: number) => TRIPLES[word % TRIPLES.length]! + TRIPLES[mix(word, 1) % TRIPLES.length]!

export function createIds(seed: number, kind: string): Ids {
  const salt = wordOf(seed, 'id', kind)
  const more = wordOf(seed, 'id', kind, 'more')
  return {
    text(index, length) {
      let text = sixOf(mix(salt, index))
      for (let i = 1; text.length < length; i++) text += sixMore(mix(more + i, index))
      return text.length === length ? text : text.slice(0, length)
    },
    index(id) {
      const [low, high] = [ORDER.get(id.slice(0, 3)), ORDER.get(id.slice(3, 6))]
      return low === undefined || high === undefined ? -1 : unmix(salt, (low + high * TRIPLES.length) >>> 0)
    },
  }
}

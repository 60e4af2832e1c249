/** A repeatable source of numbers. Two streams with different seeds or paths know nothing of each other. */
export interface Random {
  /** Uniform in [0, 1), 32 bits fine. */
  next(): number
  /** Whole number in [0, n). */
  below(n: number): number
  between(low: number, high: number): number
  chance(probability: number): boolean
  normal(): number
  pick<T>(list: readonly T[]): T
}

/** Mixes two 32-bit words into one; for a fixed `a` no two `b` give the same result. */
export function mix(a: number, b: number): number {
  let h = (a + Math.imul(b, 0x9e3779b1)) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The `b` of a result of `mix`, given its `a`. */
export function unmix(a: number, result: number): number {
  let h = result | 0
  h ^= h >>> 16
  h = Math.imul(h, UNDO_LAST)
  h ^= (h >>> 13) ^ (h >>> 26)
  h = Math.imul(h, UNDO_FIRST)
  h ^= h >>> 16
  return Math.imul((h - a) | 0, UNDO_STEP) >>> 0
}

/** The `a` of a result of `mix`, given its `b`. */
export function unmixFirst(b: number, result: number): number {
  return (Math.imul(unmix(0, result), 0x9e3779b1) - Math.imul(b, 0x9e3779b1)) >>> 0
}

const UNDO_LAST = inverse(0xc2b2ae35)
const UNDO_FIRST = inverse(0x85ebca6b)
const UNDO_STEP = inverse(0x9e3779b1)

/** The odd word that multiplies an odd word to 1, by Newton's method on 32 bits. */
function inverse(word: number): number {
  let guess = word
  for (let i = 0; i < 5; i++) guess = Math.imul(guess, 2 - Math.imul(word, guess))
  return guess
}

function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = mix(h, text.charCodeAt(i))
  return h
}

/** One 32-bit word from a seed of up to 53 bits and a path that names the stream. */
export function wordOf(seed: number, ...path: (string | number)[]): number {
  let h = mix(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0)
  for (const part of path) h = mix(h, typeof part === 'number' ? part : hashText(part))
  return h
}

export function random(seed: number, ...path: (string | number)[]): Random {
  const word = wordOf(seed, ...path)
  const next = sfc32(word)
  return {
    next,
    below: (n) => Math.floor(next() * n),
    between: (low, high) => low + (high - low) * next(),
    chance: (probability) => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (list) => list[Math.floor(next() * list.length)]!,
  }
}

/** Chris Doty-Humphrey's small fast counting generator, public domain. */
function sfc32(word: number): () => number {
  let a = mix(word, 1)
  let b = mix(word, 2)
  let c = mix(word, 3)
  let counter = 1
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 12; i++) step()
  return step
}

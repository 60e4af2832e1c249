/** The words of a text in lower case, without accents: runs of letters and digits. */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '')
  return plain.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Which of many numbered texts have a word, or one that begins so. Kept in three arrays: 4 bytes for each word of each text. */
export class WordIndex {
  /** All words, sorted; those that begin alike stand together. */
  readonly #words: readonly string[]
  /** Where the texts of each word begin in `#texts`. */
  readonly #starts: Uint32Array
  readonly #texts: Uint32Array

  constructor(words: readonly string[], starts: Uint32Array, texts: Uint32Array) {
    this.#words = words
    this.#starts = starts
    this.#texts = texts
  }

  /** The numbers of texts with a word that begins so; a text with several such words comes several times. */
  beginning(prefix: string): Uint32Array {
    const first = this.#place(prefix)
    // No character comes after this one.
    const last = this.#place(`${prefix}\u{10FFFF}`)
    return this.#texts.subarray(this.#starts[first], this.#starts[last])
  }

  /** The place of the first word that is not before a text. */
  #place(text: string): number {
    let [low, high] = [0, this.#words.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBefore(this.#words[middle]!, text)) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** By characters, not by halves of them, so that the last character is last. */
function isBefore(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0
}

/** Takes texts in the order of their numbers, and gives their index. */
export class WordCollector {
  readonly #ids = new Map<string, number>()
  /** The words of all texts, one text after the other. */
  #found = new Uint32Array(1024)
  #length = 0
  /** Where the words of each text end. */
  readonly #ends: number[] = []

  add(text: string): void {
    for (const word of new Set(wordsOf(text))) {
      let id = this.#ids.get(word)
      if (id === undefined) {
        id = this.#ids.size
        this.#ids.set(word, id)
      }
      if (this.#length === this.#found.length) this.#found = grown(this.#found)
      this.#found[this.#length++] = id
    }
    this.#ends.push(this.#length)
  }

  index(): WordIndex {
    const words = [...this.#ids.keys()].map((word) => ({ word, bytes: Buffer.from(word) }))
    words.sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    const rank = new Uint32Array(words.length)
    words.forEach(({ word }, i) => {
      rank[this.#ids.get(word)!] = i
    })
    const starts = new Uint32Array(words.length + 1)
    for (let i = 0; i < this.#length; i++) starts[rank[this.#found[i]!]! + 1]!++
    for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
    const texts = new Uint32Array(this.#length)
    const next = starts.slice()
    let i = 0
    this.#ends.forEach((end, text) => {
      for (; i < end; i++) texts[next[rank[this.#found[i]!]!]!++] = text
    })
    return new WordIndex(
      words.map(({ word }) => word),
      starts,
      texts,
    )
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}

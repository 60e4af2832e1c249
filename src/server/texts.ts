/** Many sorted texts as bytes, one after the other: a fraction of what as many strings take. */
export class Texts {
  readonly #bytes: Buffer
  readonly #ends: Uint32Array

  constructor(bytes: Buffer, ends: Uint32Array) {
    this.#bytes = bytes
    this.#ends = ends
  }

  /** The places of those that equal a text. */
  equal(text: string): number[] {
    const wanted = Buffer.from(text)
    let [low, high] = [0, this.#ends.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (Buffer.compare(this.#at(middle), wanted) < 0) low = middle + 1
      else high = middle
    }
    const places: number[] = []
    for (let i = low; i < this.#ends.length && this.#at(i).equals(wanted); i++) places.push(i)
    return places
  }

  #at(place: number): Buffer {
    return this.#bytes.subarray(place === 0 ? 0 : this.#ends[place - 1], this.#ends[place])
  }
}

/** Takes sorted texts one by one. */
export class TextCollector {
  #bytes = Buffer.alloc(4096)
  #length = 0
  readonly #ends: number[] = []

  add(text: string): void {
    const most = this.#length + text.length * 3
    if (most > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(most, this.#bytes.length * 2))
      this.#bytes.copy(larger)
      this.#bytes = larger
    }
    this.#length += this.#bytes.write(text, this.#length)
    this.#ends.push(this.#length)
  }

  texts(): Texts {
    return new Texts(this.#bytes.subarray(0, this.#length), Uint32Array.from(this.#ends))
  }
}

/** Writes ASCII into bytes of its own that grow as needed: strings for every row would be a heap of garbage per page. */
export class Pen {
  #bytes = Buffer.allocUnsafe(1 << 20)
  #at = 0
  readonly #last = { value: Number.NaN, text: '' }
  readonly #earlier = { value: Number.NaN, text: '' }

  text(words: string): void {
    const { length } = words
    if (this.#at + length > this.#bytes.length) this.#grow(length)
    const bytes = this.#bytes
    let at = this.#at
    for (let i = 0; i < length; i++) bytes[at++] = words.charCodeAt(i)
    this.#at = at
  }

  /** As JavaScript prints it. */
  number(value: number): void {
    if (value >= 0 && value < 1e15 && Number.isInteger(value) && !Object.is(value, -0)) this.#digits(value)
    else this.text(this.#remembered(value))
  }

  /** What was written since the last time, as bytes of its own. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at))
    this.#at = 0
    return taken
  }

  /** A row says its shares and amounts more than once, and printing a double is the dearest part of it. */
  #remembered(value: number): string {
    if (value === this.#last.value && value !== 0) return this.#last.text
    if (value === this.#earlier.value && value !== 0) return this.#earlier.text
    const text = String(value)
    const { value: oldValue, text: oldText } = this.#last
    this.#earlier.value = oldValue
    this.#earlier.text = oldText
    this.#last.value = value
    this.#last.text = text
    return text
  }

  #digits(value: number): void {
    let length = 1
    for (let limit = 10; value >= limit; limit *= 10) length++
    if (this.#at + length > this.#bytes.length) this.#grow(length)
    let rest = value
    for (let i = this.#at + length - 1; i >= this.#at; i--) {
      const next = Math.floor(rest / 10)
      this.#bytes[i] = 48 + (rest - next * 10)
      rest = next
    }
    this.#at += length
  }

  #grow(more: number): void {
    const larger = Buffer.allocUnsafe(2 * (this.#bytes.length + more))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

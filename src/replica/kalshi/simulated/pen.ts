/** Writes ASCII into bytes, each call behind the one before; each gives the offset it ended at. */
export interface Pen {
  start(into: Uint8Array, offset: number): void
  text(text: string): number
  /** Hundredths, quoted, with 2 decimals. */
  count(e2: number): void
  /** Millionths with 4 decimals. */
  price(e6: number): void
  /** Microseconds as RFC 3339, trailing zeros of the fraction trimmed. */
  time(micros: number): void
  /** Four 32-bit words. */
  uuid(words: Uint32Array): void
}

const ZERO = 48
const DAY_MICROS = 86_400_000_000
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

export function createPen(): Pen {
  let bytes = new Uint8Array(0)
  let at = 0
  let day = Number.NaN
  let date = ''
  const text = (words: string) => {
    for (let i = 0; i < words.length; i++) bytes[at++] = words.charCodeAt(i)
    return at
  }
  const digits = (value: number, count: number) => {
    let rest = value
    for (let i = at + count - 1; i >= at; i--) {
      bytes[i] = ZERO + (rest % 10)
      rest = Math.floor(rest / 10)
    }
    at += count
  }
  const hex = (word: number, from: number, to: number) => {
    for (let shift = from; shift > to; shift -= 4) bytes[at++] = HEX[(word >>> (shift - 4)) & 15]!
  }
  const fraction = (micros: number) => {
    if (micros === 0) return
    text('.')
    digits(micros, 6)
    while (bytes[at - 1] === ZERO) at--
  }
  return {
    start(into, offset) {
      bytes = into as Uint8Array<ArrayBuffer>
      at = offset
    },
    text,
    count(e2) {
      const whole = Math.floor(e2 / 100)
      text('"')
      digits(whole, lengthOf(whole))
      text('.')
      digits(e2 % 100, 2)
      text('"')
    },
    price(e6) {
      digits(Math.floor(e6 / 1_000_000), 1)
      text('.')
      digits(Math.round((e6 % 1_000_000) / 100), 4)
    },
    time(micros) {
      const today = Math.floor(micros / DAY_MICROS)
      if (today !== day) {
        day = today
        date = new Date(today * 86_400_000).toISOString().slice(0, 11)
      }
      const seconds = Math.floor((micros - today * DAY_MICROS) / 1_000_000)
      text(date)
      digits(Math.floor(seconds / 3600), 2)
      text(':')
      digits(Math.floor(seconds / 60) % 60, 2)
      text(':')
      digits(seconds % 60, 2)
      fraction(micros % 1_000_000)
      text('Z')
    },
    uuid(words) {
      hex(words[0]!, 32, 0)
      text('-')
      hex(words[1]!, 32, 16)
      text('-')
      hex(words[1]!, 16, 0)
      text('-')
      hex(words[2]!, 32, 16)
      text('-')
      hex(words[2]!, 16, 0)
      hex(words[3]!, 32, 0)
    },
  }
}

function lengthOf(whole: number): number {
  let length = 1
  for (let limit = 10; whole >= limit; limit *= 10) length++
  return length
}

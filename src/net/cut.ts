import { isUtf8 } from 'node:buffer'
import { PayloadError } from '../core/errors.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COMMA = 0x2c
const COLON = 0x3a
/** Cannot stand in JSON text. The lake frames records with it, so a body that holds it is refused here. */
const FRAME = 0x02

export type Cut = {
  /** Byte ranges of the records: start, end, start, end, … */
  readonly ranges: Uint32Array
  /** The body with the list emptied, parsed. */
  readonly envelope: unknown
}

/**
 * Finds the records of a list inside a response body without parsing or copying them, so that what is kept is byte for
 * byte what came. `list` is the key of the list in the outermost object, or null when the body itself is the list.
 * Throws PayloadError when the body is cut off, is not text or lacks the list: a missing list is a broken answer, not an
 * empty day.
 */
export function cut(body: Buffer, list: string | null): Cut {
  if (!isUtf8(body)) throw new PayloadError('expected UTF-8 text, got other bytes')
  if (body.includes(FRAME)) throw new PayloadError('expected JSON, got a raw control character (0x02)')
  const open = list === null ? skipSpace(body, 0) : findList(body, list)
  if (body[open] !== OPEN_BRACKET) {
    throw new PayloadError(
      `expected ${list === null ? 'a list' : `a list under "${list}"`}, got ${excerpt(body, open)}`,
    )
  }
  const { ranges, end } = cutList(body, open)
  const around = Buffer.concat([body.subarray(0, open + 1), body.subarray(end)]).toString()
  const envelope = parse(around)
  if (list !== null && (envelope as Record<string, unknown[]>)[list]?.length !== 0)
    throw new PayloadError(`expected one list under "${list}", got two`)
  return { ranges, envelope }
}

/** The range of a body that is one record: a JSON object, with that field where one is named; and what it says. Throws like `cut`. */
export function cutOne(
  body: Buffer,
  field?: string,
): { ranges: Uint32Array; record: Readonly<Record<string, unknown>> } {
  if (!isUtf8(body)) throw new PayloadError('expected UTF-8 text, got other bytes')
  if (body.includes(FRAME)) throw new PayloadError('expected JSON, got a raw control character (0x02)')
  const start = skipSpace(body, 0)
  if (body[start] !== OPEN_BRACE) throw new PayloadError(`expected an object, got ${excerpt(body, start)}`)
  const end = endOfValue(body, start)
  const record = parse(body.toString()) as Record<string, unknown>
  if (field !== undefined && record[field] === undefined)
    throw new PayloadError(`expected an object with "${field}", got ${excerpt(body, start)}`)
  return { ranges: Uint32Array.of(start, end), record }
}

/** Parses JSON, or says what stands there instead. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new PayloadError(`expected JSON, got ${excerpt(Buffer.from(text.slice(0, 200)), 0)}`)
  }
}

function findList(body: Buffer, list: string): number {
  let i = skipSpace(body, 0)
  if (body[i] !== OPEN_BRACE) throw new PayloadError(`expected an object with "${list}", got ${excerpt(body, i)}`)
  i = skipSpace(body, i + 1)
  while (body[i] === QUOTE) {
    const keyEnd = endOfString(body, i + 1)
    const key = body.toString('utf8', i + 1, keyEnd - 1)
    i = skipSpace(body, keyEnd)
    if (body[i] !== COLON) throw new PayloadError(`expected ":" after "${key}", got ${excerpt(body, i)}`)
    i = skipSpace(body, i + 1)
    if (key === list) return i
    i = skipSpace(body, endOfValue(body, i))
    if (body[i] === COMMA) i = skipSpace(body, i + 1)
  }
  throw new PayloadError(`expected a list under "${list}", got ${excerpt(body, 0)}`)
}

function cutList(body: Buffer, open: number): { ranges: Uint32Array; end: number } {
  let ranges = new Uint32Array(2048)
  let count = 0
  let i = skipSpace(body, open + 1)
  while (body[i] !== CLOSE_BRACKET) {
    const end = endOfValue(body, i)
    if (count + 2 > ranges.length) {
      const larger = new Uint32Array(ranges.length * 2)
      larger.set(ranges)
      ranges = larger
    }
    ranges[count++] = i
    ranges[count++] = end
    i = skipSpace(body, end)
    if (body[i] === COMMA) i = skipSpace(body, i + 1)
    else if (body[i] !== CLOSE_BRACKET)
      throw new PayloadError(`expected "," or "]" after a record, got ${excerpt(body, i)}`)
  }
  return { ranges: ranges.subarray(0, count), end: i }
}

/** The position after the value that starts at `i`. Brackets are counted, not matched: what a record holds is `load`'s matter. */
function endOfValue(body: Buffer, start: number): number {
  const first = body[start]
  if (first === QUOTE) return endOfString(body, start + 1)
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return endOfScalar(body, start)
  const length = body.length
  let depth = 0
  let i = start
  while (i < length) {
    const c = body[i]!
    if (c === QUOTE) {
      i = endOfString(body, i + 1)
      continue
    }
    i++
    if (c === OPEN_BRACE || c === OPEN_BRACKET) depth++
    else if ((c === CLOSE_BRACE || c === CLOSE_BRACKET) && --depth === 0) return i
  }
  throw cutOff(body)
}

function endOfString(body: Buffer, start: number): number {
  const length = body.length
  let i = start
  while (i < length) {
    const c = body[i]!
    if (c === BACKSLASH) i += 2
    else if (c === QUOTE) return i + 1
    else i++
  }
  throw cutOff(body)
}

function endOfScalar(body: Buffer, start: number): number {
  let i = start
  while (i < body.length) {
    const c = body[i]!
    if (c === COMMA || c === CLOSE_BRACE || c === CLOSE_BRACKET || c <= 0x20) break
    i++
  }
  if (i === start || i === body.length) throw cutOff(body)
  return i
}

function skipSpace(body: Buffer, start: number): number {
  let i = start
  while (i < body.length) {
    const c = body[i]!
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return i
    i++
  }
  if (start === 0) throw new PayloadError('expected JSON, got an empty body')
  throw cutOff(body)
}

function cutOff(body: Buffer): PayloadError {
  const tail = printable(body.toString('utf8', Math.max(0, body.length - 40)))
  return new PayloadError(
    `expected a whole answer, got one that ends inside a value after ${body.length} bytes: …${tail}`,
  )
}

/** A short, printable piece of a body for messages. */
export function excerpt(body: Buffer, at: number): string {
  const text = printable(body.toString('utf8', at, at + 120))
  return text === '' ? 'the end of the body' : `${text}${body.length > at + 120 ? '…' : ''}`
}

/** What a venue sends must not move the cursor of the terminal that shows it. */
function printable(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\p{C}/gu, '\ufffd')
}

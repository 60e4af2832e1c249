import { YEAR_ONE } from './text.ts'
import { dashed } from './uuid.ts'

/** The sort key of the last row of a page: what a cursor carries. */
export interface Key {
  readonly at: number
  readonly id: string
  /** How many rows with this very key were served; only recorded worlds hold a ticker twice. */
  readonly times?: number
}

/** By time, then by id as text. */
export function compareKeys(a: Key, b: Key): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}

/** A row of a list under its sort key. */
export interface Sorted<T> extends Key {
  readonly row: T
}

/** Trades: `2:{1: 16 bytes of trade_id}, 3:{1: seconds, 2: nanos}`. */
export function encodeTradeCursor({ at, id }: Key): string {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex')
  return Buffer.concat([field(2, field(1, bytes)), field(3, instant(at))]).toString('base64url')
}

/** Everything else: `1:{1: seconds, 2: nanos}, 2: id`, here with `3: times` where a key stands more than once. */
export function encodeCursor({ at, id, times = 0 }: Key): string {
  const parts = [field(1, instant(at)), field(2, Buffer.from(id))]
  if (times > 0) parts.push(number(3, BigInt(times)))
  return Buffer.concat(parts).toString('base64url')
}

/** Null for a cursor that cannot be read: the service then answers with the first page. */
export function decodeTradeCursor(text: string): Key | null {
  const fields = readFields(fromBase64(text))
  const id = readFields(bytesOf(fields?.get(2)))?.get(1)
  const at = readInstant(bytesOf(fields?.get(3)))
  if (!(id instanceof Uint8Array) || id.length !== 16 || at === null) return null
  return { at, id: dashed(Buffer.from(id).toString('hex')) }
}

export function decodeCursor(text: string): Key | null {
  const fields = readFields(fromBase64(text))
  const id = fields?.get(2)
  const at = readInstant(bytesOf(fields?.get(1)))
  const times = fields?.get(3)
  if (!(id instanceof Uint8Array) || at === null) return null
  return { at, id: Buffer.from(id).toString(), ...(typeof times === 'bigint' ? { times: Number(times) } : {}) }
}

function instant(at: number): Buffer {
  const seconds = Math.floor(at / 1_000_000)
  const nanos = (at - seconds * 1_000_000) * 1000
  const parts = [seconds === 0 ? EMPTY : number(1, BigInt(seconds)), nanos === 0 ? EMPTY : number(2, BigInt(nanos))]
  return Buffer.concat(parts)
}

function readInstant(bytes: Uint8Array | null): number | null {
  const fields = readFields(bytes)
  if (fields === null) return null
  const seconds = fields.get(1) ?? 0n
  const nanos = fields.get(2) ?? 0n
  if (typeof seconds !== 'bigint' || typeof nanos !== 'bigint') return null
  const at = Number(BigInt.asIntN(64, seconds)) * 1_000_000 + Math.floor(Number(nanos) / 1000)
  return at >= YEAR_ONE ? at : null
}

const EMPTY = Buffer.alloc(0)

function field(tag: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(BigInt((tag << 3) | 2)), varint(BigInt(bytes.length)), bytes])
}

function number(tag: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(tag << 3)), varint(value)])
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return Buffer.from([...bytes, Number(rest)])
}

function fromBase64(text: string): Uint8Array | null {
  return /^[\w-]+$/.test(text) ? Buffer.from(text, 'base64url') : null
}

function bytesOf(value: bigint | Uint8Array | undefined): Uint8Array | null {
  return value instanceof Uint8Array ? value : null
}

/** A protobuf message of numbers and byte strings; null when it is none. */
function readFields(bytes: Uint8Array | null): Map<number, bigint | Uint8Array> | null {
  if (bytes === null) return null
  const fields = new Map<number, bigint | Uint8Array>()
  let at = 0
  const readVarint = (): bigint | null => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) return null
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return BigInt.asUintN(64, value)
    }
    return null
  }
  while (at < bytes.length) {
    const head = readVarint()
    if (head === null) return null
    const value = readVarint()
    if (value === null) return null
    const tag = Number(head >> 3n)
    const kind = Number(head & 7n)
    if (tag === 0 || (kind !== 0 && kind !== 2)) return null
    if (kind === 0) {
      fields.set(tag, value)
      continue
    }
    const end = at + Number(value)
    if (end > bytes.length) return null
    fields.set(tag, bytes.subarray(at, end))
    at = end
  }
  return fields
}

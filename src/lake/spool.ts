import { type FileHandle, open } from 'node:fs/promises'
import type { Answer } from '../core/source.ts'
import { literal, type Sql } from '../core/sql.ts'
import { asOurs } from '../engine/errors.ts'

/** Control characters cannot occur in JSON text, so they frame payloads that keep every byte, line breaks too. */
const FIELD = 1
const FRAME = 2
const LINE = 10
/** Most bytes that frame one payload: two numbers of ten digits, two separators, two frames, a line end. */
const FRAMING = 25
/** Lines are written in pieces of this size: fewer, larger writes. */
const PIECE = 4 * 1024 * 1024

/** A page of the spool, known by its place: what its records have in common. */
export type SpoolPage = { readonly slice: string; readonly request: string; readonly fetchedAt: number }

/** The first or last record that a slice brought. */
type End = { readonly payload: string; readonly request: string }

/**
 * Records on their way to a bronze file: one line each, `page number ␁ ordinal ␁ ␂payload␂`, which DuckDB's CSV reader takes in
 * parallel at millions of records a second. A spool that was not committed is thrown away: its slices are asked again.
 */
export class Spool {
  readonly path: string
  #piece = Buffer.allocUnsafe(PIECE)
  #filled = 0
  readonly pages: SpoolPage[] = []
  /** Per slice: how many records it brought, and the first and last of them. */
  readonly slices = new Map<string, { records: number; readonly first: End; last: End }>()
  records = 0
  #written = 0
  #longest = 0
  readonly #file: FileHandle

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  static async create(path: string): Promise<Spool> {
    try {
      return new Spool(path, await open(path, 'w'))
    } catch (error) {
      throw asOurs(error)
    }
  }

  /** Appends the records of an answer, which is UTF-8 without the framing character: `cut` lets nothing else through. */
  async add(slice: string, answer: Answer): Promise<void> {
    const { body, ranges, request, fetchedAt } = answer
    const n = this.pages.length
    this.pages.push({ slice, request, fetchedAt })
    this.#noteSlice(slice, answer)
    const room = body.length + (ranges.length / 2) * FRAMING
    if (this.#filled + room > this.#piece.length) await this.#flush(room)
    this.#frame(n, body, ranges)
  }

  /** Bytes so far, with what is still in memory. */
  size(): number {
    return this.#written + this.#filled
  }

  /** Writes what is still in memory and closes the file. */
  async close(): Promise<void> {
    await this.#flush(0).finally(() => this.#file.close())
  }

  /** Closes the file and leaves what is still in memory unwritten: for a spool that is thrown away. */
  async abandon(): Promise<void> {
    await this.#file.close()
  }

  async #flush(room: number): Promise<void> {
    try {
      // Unlike write, appendFile goes on until everything is written: a full disk takes a part and says nothing.
      await this.#file.appendFile(this.#piece.subarray(0, this.#filled))
    } catch (error) {
      throw asOurs(error)
    }
    this.#written += this.#filled
    this.#filled = 0
    if (room > this.#piece.length) this.#piece = Buffer.allocUnsafe(room)
  }

  /** SQL that reads the spool as (n, ordinal, payload). */
  reader(): Sql {
    const line = Math.max(65_536, this.#longest + 64)
    return `read_csv(${literal(this.path)}, columns = {'n': 'INTEGER', 'ordinal': 'INTEGER', 'payload': 'VARCHAR'}, auto_detect = false,
      header = false, delim = chr(1), quote = chr(2), escape = '', nullstr = chr(3), new_line = '\\n', strict_mode = false,
      max_line_size = ${line}, buffer_size = ${Math.max(PIECE, line * 4)})`
  }

  #noteSlice(slice: string, { body, ranges, request }: Answer): void {
    if (ranges.length === 0) return
    const end = (at: number): End => ({ payload: body.toString('utf8', ranges.at(at), ranges.at(at + 1)), request })
    const last = end(ranges.length - 2)
    const known = this.slices.get(slice)
    if (known === undefined) this.slices.set(slice, { records: ranges.length / 2, first: end(0), last })
    else Object.assign(known, { records: known.records + ranges.length / 2, last })
  }

  /** Puts the lines of a page behind those that wait. Digits are set by hand: making strings of them took as long as all else. */
  #frame(n: number, body: Buffer, ranges: Uint32Array): void {
    const out = this.#piece
    let at = this.#filled
    for (let i = 0; i < ranges.length; i += 2) {
      const start = ranges[i]!
      const end = ranges[i + 1]!
      at = digits(out, at, n)
      out[at++] = FIELD
      at = digits(out, at, this.records++)
      out[at++] = FIELD
      out[at++] = FRAME
      at += body.copy(out, at, start, end)
      out[at++] = FRAME
      out[at++] = LINE
      if (end - start > this.#longest) this.#longest = end - start
    }
    this.#filled = at
  }
}

/** Writes a whole number in decimal; gives the place behind it. */
function digits(out: Buffer, start: number, value: number): number {
  let length = 1
  for (let rest = value; rest >= 10; rest = Math.trunc(rest / 10)) length++
  for (let at = start + length - 1, rest = value; at >= start; at--, rest = Math.trunc(rest / 10))
    out[at] = 48 + (rest % 10)
  return start + length
}

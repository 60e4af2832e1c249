import { isUtf8 } from 'node:buffer'
import { type FileHandle, open } from 'node:fs/promises'
import { PayloadError } from '../core/errors.ts'
import type { Answer } from '../core/source.ts'
import { literal, type Sql } from '../core/sql.ts'
import { asOurs } from '../engine/errors.ts'

/** Control characters cannot occur in JSON text, so they frame payloads that keep every byte, line breaks too. */
const FRAME = 2
const LINE = 10

/** A page of the spool, known by its place: what its records have in common. */
export type SpoolPage = { readonly slice: string; readonly request: string; readonly fetchedAt: number }

/**
 * Records on their way to a bronze file: one line each, `page number ␁ ordinal ␁ ␂payload␂`, which DuckDB's CSV reader takes in
 * parallel at millions of records a second. A spool that was not committed is thrown away: its slices are asked again.
 */
export class Spool {
  readonly path: string
  #line = Buffer.allocUnsafe(1 << 20)
  readonly pages: SpoolPage[] = []
  /** Per slice: how many records it brought, and the first and last of them. */
  readonly slices = new Map<string, { records: number; readonly first: string; last: string }>()
  records = 0
  bytes = 0
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

  /** Appends the records of an answer. Throws PayloadError when the body is not the UTF-8 that JSON must be. */
  async add(slice: string, answer: Answer): Promise<void> {
    const { body, ranges, request, fetchedAt } = answer
    if (!isUtf8(body)) throw new PayloadError(`${request}: expected UTF-8, got other bytes`)
    if (body.includes(FRAME)) throw new PayloadError(`${request}: expected JSON, got a raw control character`)
    const n = this.pages.length
    this.pages.push({ slice, request, fetchedAt })
    this.#noteSlice(slice, body, ranges)
    const lines = this.#lines(n, body, ranges)
    this.bytes += lines.length
    try {
      await this.#file.write(lines)
    } catch (error) {
      throw asOurs(error)
    }
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  /** SQL that reads the spool as (n, ordinal, payload). */
  reader(): Sql {
    const line = Math.max(65_536, this.#longest + 64)
    return `read_csv(${literal(this.path)}, columns = {'n': 'INTEGER', 'ordinal': 'INTEGER', 'payload': 'VARCHAR'}, auto_detect = false,
      header = false, delim = chr(1), quote = chr(2), escape = '', nullstr = chr(3), new_line = '\\n', strict_mode = false,
      max_line_size = ${line}, buffer_size = ${Math.max(4_194_304, line * 4)})`
  }

  #noteSlice(slice: string, body: Buffer, ranges: Uint32Array): void {
    if (ranges.length === 0) return
    const last = body.toString('utf8', ranges.at(-2), ranges.at(-1))
    const known = this.slices.get(slice)
    if (known === undefined)
      this.slices.set(slice, { records: ranges.length / 2, first: body.toString('utf8', ranges[0], ranges[1]), last })
    else Object.assign(known, { records: known.records + ranges.length / 2, last })
  }

  /** The lines of a page, in a buffer that the next page uses again. */
  #lines(n: number, body: Buffer, ranges: Uint32Array): Buffer {
    const longest = body.length + (ranges.length / 2) * 28
    if (this.#line.length < longest) this.#line = Buffer.allocUnsafe(longest * 2)
    const out = this.#line
    let at = 0
    for (let i = 0; i < ranges.length; i += 2) {
      const start = ranges[i]!
      const end = ranges[i + 1]!
      at += out.write(`${n}\u0001${this.records++}\u0001\u0002`, at, 'latin1')
      at += body.copy(out, at, start, end)
      out[at++] = FRAME
      out[at++] = LINE
      if (end - start > this.#longest) this.#longest = end - start
    }
    return out.subarray(0, at)
  }
}

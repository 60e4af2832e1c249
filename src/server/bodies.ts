import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { csvLine } from '../core/csv.ts'
import type { Row } from '../engine/connection.ts'
import type { Held } from './answers.ts'
import type { Format } from './query.ts'
import type { Reader } from './reader.ts'

/** The media type of each format. */
export const TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

/** The JSON of an answer; `one` for a single thing instead of a list. */
export function envelope(held: Held, one: boolean): string {
  const age = Math.max(0, Math.floor((Date.now() - Date.parse(held.publishedAt)) / 1000))
  const head = JSON.stringify({
    snapshot: held.snapshot,
    published_at: held.publishedAt,
    age_seconds: age,
    sql: held.sql,
  })
  const rest = one ? `"row":${held.rows.slice(1, -1)}` : `"rows":${held.rows},"next":${JSON.stringify(held.next)}`
  return `${head.slice(0, -1)},${rest}}\n`
}

/** The rows alone, as lines of JSON, CSV or Parquet. */
export async function rowsAs(
  held: Held,
  format: Exclude<Format, 'json'>,
  reader: <T>(work: (reader: Reader) => Promise<T>) => Promise<T>,
): Promise<string | Uint8Array> {
  const rows = JSON.parse(held.rows) as Row[]
  if (format === 'ndjson') return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  if (format === 'parquet') return reader((r) => r.parquet(held.columns, rows))
  const names = Object.keys(held.columns)
  return [csvLine(names), ...rows.map((row) => csvLine(names.map((name) => row[name])))].join('')
}

/** Shorter bodies are not worth the work. */
const SHORTEST = 1024

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** A body as the asker can take it: compressed where that is worth it. */
export async function compressed(
  body: string | Uint8Array,
  accepted: string | undefined,
): Promise<{ body: Uint8Array; encoding?: 'br' | 'gzip' }> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  if (bytes.length < SHORTEST || accepted === undefined) return { body: bytes }
  const takes = (name: string) =>
    new RegExp(`(^|[,\\s])${name}\\s*(?!;\\s*q=0(\\.0*)?\\s*(,|$))(;|,|$)`, 'i').test(accepted)
  if (takes('br'))
    return { body: await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }), encoding: 'br' }
  return takes('gzip') ? { body: await zip(bytes, { level: 4 }), encoding: 'gzip' } : { body: bytes }
}

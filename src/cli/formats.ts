import { csvLine } from '../core/csv.ts'
import type { Row } from '../engine/connection.ts'

export const FORMATS = ['table', 'json', 'ndjson', 'csv', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

type Columns = readonly { readonly name: string; readonly type: string }[]
type Out = (text: string) => void
type Printer = { rows(rows: readonly Row[]): void; end(): void }

/** Rows of the table format that are looked at to find the widths of columns. */
const TABLE_ROWS = 1000

/** How rows are printed, batch by batch. */
export const printers: Readonly<Record<Exclude<Format, 'parquet'>, (columns: Columns, out: Out) => Printer>> = {
  ndjson: (_, out) => ({ rows: (rows) => out(rows.map((row) => `${JSON.stringify(row)}\n`).join('')), end: () => {} }),
  json(_, out) {
    let first = true
    return {
      rows(rows) {
        for (const row of rows) {
          out(`${first ? '[' : ','}\n${JSON.stringify(row)}`)
          first = false
        }
      },
      end: () => out(first ? '[]\n' : '\n]\n'),
    }
  },
  csv(columns, out) {
    out(csvLine(columns.map((c) => c.name)))
    return {
      rows: (rows) => out(rows.map((row) => csvLine(columns.map((c) => row[c.name]))).join('')),
      end: () => {},
    }
  },
  table(columns, out) {
    let held: Row[] = []
    let widths: number[] | undefined
    const flush = () => {
      if (widths === undefined) {
        widths = widthsOf(columns, held)
        out(header(columns, widths))
      }
      const fixed = widths
      out(held.map((row) => line(columns, fixed, (c) => shown(row[c.name]))).join(''))
      held = []
    }
    return {
      rows(rows) {
        held.push(...rows)
        if (held.length >= TABLE_ROWS) flush()
      },
      end: flush,
    }
  },
}

function header(columns: Columns, widths: readonly number[]): string {
  return `${line(columns, widths, (c) => c.name)}${widths.map((w) => '─'.repeat(w)).join('  ')}\n`
}

function line(columns: Columns, widths: readonly number[], cell: (column: Columns[number]) => string): string {
  const cells = columns.map((c, i) => (isNumber(c.type) ? cell(c).padStart(widths[i]!) : cell(c).padEnd(widths[i]!)))
  return `${cells.join('  ').trimEnd()}\n`
}

function widthsOf(columns: Columns, rows: readonly Row[]): number[] {
  return columns.map((c) => Math.max(c.name.length, ...rows.map((row) => shown(row[c.name]).length)))
}

function isNumber(type: string): boolean {
  return /INT|DECIMAL|DOUBLE|FLOAT/.test(type)
}

/** A cell for people: absent is a dash, control characters cannot move the terminal's cursor. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return '–'
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
}

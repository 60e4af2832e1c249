import { expect } from 'vitest'

/** One JSON object as a client gives it. */
export type Fields = Readonly<Record<string, unknown>>
/** One row of the truth, or what a served object says in its words. */
export type Row = Readonly<Record<string, string>>

/** A decimal with as many digits behind the point as the truth has; nothing for what is not there. */
export function decimal(value: unknown, digits: number): string {
  if (value === undefined || value === null) return ''
  const [whole, fraction = ''] = String(value).split('.')
  return `${whole}.${fraction.padEnd(digits, '0')}`
}

/** What is left of a dollar, with 12 digits. */
export function rest(price: string): string {
  return ((1e6 - Math.round(Number(price) * 1e6)) / 1e6).toFixed(12)
}

/** An RFC 3339 instant in UTC with microseconds; nothing for what is not there. */
export function instant(value: unknown): string {
  if (value === undefined || value === null) return ''
  return `${decimal(String(value).slice(0, -1), 6)}Z`
}

/** An instant of whole seconds since 1970, with microseconds. */
export function instantOf(seconds: number): string {
  return instant(new Date(seconds * 1000).toISOString())
}

/** Both hold the same rows in any order, by the columns of what was served. */
export function expectSame(served: readonly Row[], truth: readonly Row[]): void {
  expect(served.length).toBeGreaterThan(0)
  const columns = Object.keys(served[0]!)
  const lines = (rows: readonly Row[]) => rows.map((row) => columns.map((name) => row[name]).join(' | ')).sort()
  expect(lines(served)).toEqual(lines(truth))
}

interface Paging {
  /** Where a page holds its rows. */
  readonly list: string
  /** Where it holds the cursor of the next page. */
  readonly next: string
  /** The cursor behind the last page. */
  readonly end: string
  /** Fewer would prove nothing about cursors. Default 2. */
  readonly leastPages?: number
}

/** Every row of a list, page after page by its own cursors to its end; fails on a cursor that comes back. */
export async function walk(
  ask: (cursor?: string) => Promise<Fields>,
  { list, next, end, leastPages = 2 }: Paging,
): Promise<Fields[]> {
  const rows: Fields[] = []
  const seen = new Set<string>()
  for (let cursor: string | undefined; cursor !== end; ) {
    const page = await ask(cursor)
    rows.push(...(page[list] as Fields[]))
    cursor = page[next] as string
    expect(seen).not.toContain(cursor)
    seen.add(cursor)
  }
  expect(seen.size).toBeGreaterThanOrEqual(leastPages)
  return rows
}

import type { LedgerRow } from '../../data/contract.ts'

/** How much of a day is proved. */
export type State = 'full' | 'part' | 'suspect' | 'hole'
export type Cell = { readonly line: string; readonly venue: string; readonly day: string; readonly state: State }
export type Table = {
  readonly days: readonly string[]
  readonly lines: readonly string[]
  readonly cells: readonly Cell[]
}

const DAY_MS = 86_400_000
/** Days that fit into a drawing. */
const MOST = 92
/** Lists that are told as a whole are proved from the beginning of time. */
const BEGINNING = Date.UTC(1971, 0, 1)

type Piece = { readonly from: number; readonly to: number; readonly isSuspect: boolean }

/** The last days of every resource that has a time line; undefined where none has. */
export function table(ledger: readonly LedgerRow[]): Table | undefined {
  const timed = ledger.filter(({ covers_from, covers_to }) => covers_from !== null && covers_to !== null)
  if (timed.length === 0) return undefined
  const pieces = Map.groupBy(timed, ({ venue, resource }) => `${venue}/${resource}`)
  const ends = timed.map(({ covers_to }) => Date.parse(covers_to!))
  const starts = timed.map(({ covers_from }) => Date.parse(covers_from!)).filter((start) => start > BEGINNING)
  const end = Math.ceil(Math.max(...ends) / DAY_MS)
  const start = Math.max(end - MOST, starts.length === 0 ? 0 : Math.floor(Math.min(...starts) / DAY_MS))
  const numbers = Array.from({ length: end - start }, (_, i) => start + i)
  const lines = [...pieces.keys()].sort()
  return {
    days: numbers.map(dayOf),
    lines,
    cells: lines.flatMap((line) => cellsOf(line, pieces.get(line)!, numbers)),
  }
}

const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10)

function cellsOf(line: string, rows: readonly LedgerRow[], numbers: readonly number[]): Cell[] {
  const pieces = rows.map(
    (row): Piece => ({
      from: Date.parse(row.covers_from!),
      to: Date.parse(row.covers_to!),
      isSuspect: row.state === 'suspect',
    }),
  )
  const merged = union(pieces)
  const suspect = union(pieces.filter(({ isSuspect }) => isSuspect))
  const [first, last] = [merged[0]!.from, merged.at(-1)!.to]
  return numbers.flatMap((number) => {
    const [from, to] = [number * DAY_MS, (number + 1) * DAY_MS]
    if (to <= first || from >= last) return []
    const [wantedFrom, wantedTo] = [Math.max(from, first), Math.min(to, last)]
    const proved = within(merged, wantedFrom, wantedTo)
    const state =
      within(suspect, from, to) > 0
        ? 'suspect'
        : proved === 0
          ? 'hole'
          : proved < wantedTo - wantedFrom
            ? 'part'
            : 'full'
    return [{ line, venue: rows[0]!.venue, day: dayOf(number), state }]
  })
}

type Span = { readonly from: number; readonly to: number }

/** Spans in order of time that do not touch. */
function union(pieces: readonly Span[]): Span[] {
  const spans: { from: number; to: number }[] = []
  for (const { from, to } of pieces.toSorted((a, b) => a.from - b.from)) {
    const last = spans.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else spans.push({ from, to })
  }
  return spans
}

/** How much of a time the spans cover, in milliseconds. */
const within = (spans: readonly Span[], from: number, to: number): number =>
  spans.reduce((all, span) => all + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0)

import { axisX, axisY, type PlotOptions, pointer, rect, tip } from '@observablehq/plot'
import { useCallback } from 'react'
import { colour } from '../text/venues.ts'
import Plot from './plot.tsx'
import { TIP } from './scales.ts'

type Cell = {
  readonly line: string
  readonly venue: string
  readonly day: string
  readonly state: 'full' | 'part' | 'suspect' | 'hole'
}

type CalendarProps = {
  readonly label: string
  readonly days: readonly string[]
  readonly lines: readonly string[]
  readonly cells: readonly Cell[]
}

const ROW = 18
const LETTER = 6.8
const DAY_MS = 86_400_000
const WORDS = { full: 'proved', part: 'proved in part', suspect: 'suspect', hole: 'hole' }

const start = (day: string): Date => new Date(`${day}T00:00:00Z`)
const end = (day: string): Date => new Date(Date.parse(day) + DAY_MS)

/** A line for each resource, a square for each day. */
export default function Calendar({ label, days, lines, cells }: CalendarProps) {
  const draw = useCallback(
    (width: number): PlotOptions => ({
      height: lines.length * ROW + 42,
      marginLeft: Math.max(...lines.map((line) => line.length)) * LETTER + 8,
      marginTop: 34,
      marginBottom: 4,
      marginRight: 2,
      x: { type: 'utc', domain: [start(days[0]!), end(days.at(-1)!)] },
      y: { type: 'band', domain: lines, padding: 0.15 },
      marks: [
        rect(cells, {
          x1: ({ day }: Cell) => start(day),
          x2: ({ day }: Cell) => end(day),
          y: 'line',
          fill: ({ venue, state }: Cell) =>
            state === 'suspect' ? 'var(--warn)' : state === 'hole' ? 'var(--paper)' : colour(venue),
          fillOpacity: ({ state }: Cell) => (state === 'part' ? 0.4 : 1),
          stroke: ({ state }: Cell) => (state === 'hole' ? 'var(--warn)' : 'none'),
          insetRight: width / days.length > 4 ? 1 : 0,
        }),
        axisX({ anchor: 'top', ticks: Math.max(3, Math.floor(width / 120)), tickSize: 3, label: null }),
        axisY({ tickSize: 0, label: null }),
        tip(
          cells,
          pointer({
            x: ({ day }: Cell) => new Date(Date.parse(day) + DAY_MS / 2),
            y: 'line',
            title: ({ line, day, state }: Cell) => `${line}\n${day}\n${WORDS[state]}`,
            ...TIP,
          }),
        ),
      ],
    }),
    [days, lines, cells],
  )
  return <Plot label={label} draw={draw} />
}

import { axisX, axisY, barX, gridX, type PlotOptions, pointerY, tip } from '@observablehq/plot'
import { useCallback } from 'react'
import { decimal, drawn } from '../text/decimals.ts'
import { colour, titleOf } from '../text/venues.ts'
import Plot from './plot.tsx'
import { TICKS, TIP } from './scales.ts'

type Share = { readonly category: string; readonly venue: string; readonly trades: string }

const ROW = 18
/** Room that a letter takes, in pixels. */
const LETTER = 7
/** Letters of a name that are shown on a narrow and on a wide drawing. */
const LETTERS = { narrow: 14, wide: 24 }

/** Trades by category, the venues one after the other. */
export default function HorizontalBars({
  label,
  shares,
}: {
  readonly label: string
  readonly shares: readonly Share[]
}) {
  const draw = useCallback(
    (width: number): PlotOptions => {
      const names = [...new Set(shares.map(({ category }) => category))]
      const letters = width < 480 ? LETTERS.narrow : LETTERS.wide
      const x = (share: Share) => drawn(share.trades)
      return {
        height: names.length * ROW + 28,
        marginLeft: letters * LETTER,
        marginTop: 4,
        marginBottom: 22,
        x: { nice: true },
        y: { domain: names, padding: 0.25 },
        marks: [
          gridX({ ticks: 4, stroke: 'var(--rule)', strokeOpacity: 1 }),
          barX(shares, { y: 'category', x, fill: (share: Share) => colour(share.venue), order: 'venue' }),
          axisX({ ticks: 4, tickSize: 0, tickFormat: TICKS, label: null }),
          axisY({
            tickSize: 0,
            label: null,
            tickFormat: (name: string) => (name.length > letters ? `${name.slice(0, letters - 1)}…` : name),
          }),
          tip(
            shares,
            pointerY({
              y: 'category',
              x,
              title: (share: Share) => `${share.category}\n${titleOf(share.venue)}: ${decimal(share.trades)} trades`,
              ...TIP,
            }),
          ),
        ],
      }
    },
    [shares],
  )
  return <Plot label={label} draw={draw} />
}

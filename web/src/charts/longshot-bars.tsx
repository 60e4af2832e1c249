import { axisX, axisY, gridY, type PlotOptions, pointerX, rectY, ruleY, tip } from '@observablehq/plot'
import { useCallback } from 'react'
import type { LongshotBin } from '../data/contract.ts'
import { decimal, drawn, price } from '../text/decimals.ts'
import { colour } from '../text/venues.ts'
import Plot from './plot.tsx'
import { LEFT, TIP } from './scales.ts'

type LongshotProps = { readonly label: string; readonly venue: string; readonly bins: readonly LongshotBin[] }

const HEIGHT = 200
const BINS = 10

/** Mean return of a unit stake by price: gains above the line, losses below it. */
export default function LongshotBars({ label, venue, bins }: LongshotProps) {
  const draw = useCallback(
    (): PlotOptions => ({
      height: HEIGHT,
      marginLeft: LEFT,
      marginTop: 18,
      marginBottom: 34,
      x: { domain: [0, 1], label: 'Price →', labelAnchor: 'right' },
      y: { nice: true, percent: true, label: '↑ Return, %' },
      marks: [
        gridY({ ticks: 4, stroke: 'var(--rule)', strokeOpacity: 1 }),
        rectY(bins, {
          x1: (bin: LongshotBin) => Number(bin.bin) / BINS,
          x2: (bin: LongshotBin) => (Number(bin.bin) + 1) / BINS,
          y: (bin: LongshotBin) => drawn(bin.return),
          fill: colour(venue),
          inset: 1,
        }),
        ruleY([0], { stroke: 'var(--rule-2)' }),
        axisX({ ticks: BINS / 2, tickSize: 0, tickFormat: '.1f' }),
        axisY({ ticks: 4, tickSize: 0 }),
        tip(
          bins,
          pointerX({
            x: (bin: LongshotBin) => (Number(bin.bin) + 0.5) / BINS,
            y: (bin: LongshotBin) => drawn(bin.return),
            title: (bin: LongshotBin) =>
              `${decimal(bin.outcomes)} outcomes at ${price(bin.mean_price)} on average\nreturn ${decimal(bin.return, { digits: 1, shift: 2, signed: true })} %\n${price(bin.share)} came true`,
            ...TIP,
          }),
        ),
      ],
    }),
    [bins, venue],
  )
  return <Plot label={label} draw={draw} />
}

import { axisX, axisY, dot, gridX, gridY, line, type PlotOptions, pointer, ruleX, tip } from '@observablehq/plot'
import { useCallback } from 'react'
import type { CalibrationBin } from '../data/contract.ts'
import { decimal, drawn, price } from '../text/decimals.ts'
import { colour } from '../text/venues.ts'
import Plot from './plot.tsx'
import { LEFT, TIP } from './scales.ts'

type CurveProps = { readonly label: string; readonly venue: string; readonly bins: readonly CalibrationBin[] }

const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1]
const HIGHEST = 480
const [DIAGONAL, FROM, TO] = [[0, 1], 2, 9]

/** What came true against the price, with its interval; the area of a dot is the number of outcomes. */
export default function CalibrationCurve({ label, venue, bins }: CurveProps) {
  const draw = useCallback(
    (width: number): PlotOptions => {
      const x = (bin: CalibrationBin) => drawn(bin.mean_price)
      const y = (bin: CalibrationBin) => drawn(bin.share)
      return {
        height: Math.min(HIGHEST, Math.max(280, width * 0.75)),
        marginLeft: LEFT,
        marginTop: 18,
        marginBottom: 34,
        x: { domain: DIAGONAL, label: 'Price →', labelAnchor: 'right' },
        y: { domain: DIAGONAL, label: '↑ Came true' },
        r: { range: [FROM, TO] },
        marks: [
          gridX({ ticks: TICKS, stroke: 'var(--rule)', strokeOpacity: 1 }),
          gridY({ ticks: TICKS, stroke: 'var(--rule)', strokeOpacity: 1 }),
          line(DIAGONAL, {
            x: (value: number) => value,
            y: (value: number) => value,
            stroke: 'var(--rule-2)',
            strokeDasharray: '3 3',
          }),
          ruleX(bins, {
            x,
            y1: (bin: CalibrationBin) => drawn(bin.low),
            y2: (bin: CalibrationBin) => drawn(bin.high),
            stroke: colour(venue),
            strokeWidth: 1.5,
          }),
          dot(bins, { x, y, r: (bin: CalibrationBin) => drawn(bin.outcomes), fill: colour(venue) }),
          axisX({ ticks: TICKS, tickSize: 0, tickFormat: '.1f' }),
          axisY({ ticks: TICKS, tickSize: 0, tickFormat: '.1f' }),
          tip(
            bins,
            pointer({
              x,
              y,
              title: (bin: CalibrationBin) =>
                `${decimal(bin.outcomes)} outcomes at ${price(bin.mean_price)} on average\n${price(bin.share)} came true\n95 %: ${price(bin.low)} to ${price(bin.high)}`,
              ...TIP,
            }),
          ),
        ],
      }
    },
    [bins, venue],
  )
  return <Plot label={label} draw={draw} />
}

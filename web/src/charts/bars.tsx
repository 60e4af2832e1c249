import { axisX, axisY, gridY, type PlotOptions, pointerX, rectY, ruleY, tip } from '@observablehq/plot'
import { useCallback } from 'react'
import type { Activity } from '../data/contract.ts'
import { decimal, drawn } from '../text/decimals.ts'
import { day, daysBefore, minute } from '../text/instants.ts'
import { colour } from '../text/venues.ts'
import Plot from './plot.tsx'
import { LEFT, TICKS, TIP } from './scales.ts'

type BarsProps = {
  readonly name: string
  readonly label: string
  readonly venue: string
  readonly unit: 'day' | 'hour'
  readonly measure: 'trades' | 'volume' | 'notional'
  readonly buckets: readonly Activity[]
  readonly latest: string
  readonly days: number
}

const HEIGHT = 96

/** One venue's activity over time. */
export default function Bars({ name, label, venue, unit, measure, buckets, latest, days }: BarsProps) {
  const draw = useCallback(
    (width: number): PlotOptions => ({
      height: HEIGHT,
      marginLeft: LEFT,
      marginTop: 8,
      marginRight: 4,
      marginBottom: 22,
      x: { type: 'utc', domain: [new Date(daysBefore(latest, days)), new Date(latest)] },
      y: { nice: true },
      marks: [
        gridY({ ticks: 2, stroke: 'var(--rule)', strokeOpacity: 1 }),
        rectY(buckets, {
          x: ({ start_at }: Activity) => new Date(start_at),
          y: (bucket: Activity) => drawn(bucket[measure]),
          interval: unit,
          fill: colour(venue),
          insetLeft: 0,
          insetRight: width / (days * (unit === 'day' ? 1 : 24)) > 3 ? 1 : 0,
        }),
        ruleY([0], { stroke: 'var(--rule-2)' }),
        axisX({ ticks: Math.max(3, Math.floor(width / 110)), tickSize: 3, label: null }),
        axisY({ ticks: 2, tickSize: 0, tickFormat: TICKS, label: null }),
        tip(
          buckets,
          pointerX({
            x: ({ start_at }: Activity) => new Date(start_at),
            y: (bucket: Activity) => drawn(bucket[measure]),
            title: (bucket: Activity) =>
              `${(unit === 'day' ? day : minute)(bucket.start_at)}\n${decimal(bucket[measure])} ${measure}\n${decimal(bucket.markets)} markets`,
            ...TIP,
          }),
        ),
      ],
    }),
    [buckets, venue, unit, measure, latest, days],
  )
  return <Plot label={label} name={name} draw={draw} />
}

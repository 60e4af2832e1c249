import { type ComponentType, lazy, Suspense } from 'react'

/** Charts come with the library that draws them, when the first one is shown; the page does not wait for them. */
function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>, height: number) {
  const Chart = lazy(load)
  const Later = (props: Props) => (
    <Suspense fallback={<div style={{ height }} />}>
      <Chart {...props} />
    </Suspense>
  )
  /** Asks for the library before there is something to draw: where the chart is what a view is for. */
  return Object.assign(Later, { ahead: () => void load() })
}

export const Bars = later(() => import('./bars.tsx'), 96)
export const HorizontalBars = later(() => import('./horizontal-bars.tsx'), 200)
export const Prices = later(() => import('./prices.tsx'), 400)
export const CalibrationCurve = later(() => import('./calibration-curve.tsx'), 300)
export const LongshotBars = later(() => import('./longshot-bars.tsx'), 200)
export const Calendar = later(() => import('./calendar.tsx'), 200)

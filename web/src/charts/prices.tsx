import {
  CandlestickSeries,
  ColorType,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Candle } from '../data/contract.ts'
import { asPng } from '../parts/picture.ts'
import { useDark } from '../shell/theme.ts'
import { decimal, drawn, quote } from '../text/decimals.ts'
import { minute } from '../text/instants.ts'
import { colour } from '../text/venues.ts'
import { resolved } from './colours.ts'

type PricesProps = {
  readonly label: string
  readonly venue: string
  readonly candles: readonly Candle[]
  /** Receives what takes a picture of the chart. */
  readonly shot: RefObject<(() => Promise<Blob>) | undefined>
}

type Drawn = {
  readonly chart: IChartApi
  readonly prices: ISeriesApi<'Candlestick'>
  readonly volumes: ISeriesApi<'Histogram'>
}

const seconds = (candle: Candle): UTCTimestamp => Math.floor(Date.parse(candle.start_at) / 1000) as UTCTimestamp

/** Candles with their volume. Rising ones are hollow, falling ones filled, in the one colour of the venue. */
export default function Prices({ label, venue, candles, shot }: PricesProps) {
  const box = useRef<HTMLDivElement>(null)
  const drawing = useRef<Drawn>(undefined)
  const [pointed, setPointed] = useState<number>()
  const isDark = useDark()

  useEffect(() => {
    const made = make(box.current!)
    drawing.current = made
    made.chart.subscribeCrosshairMove(({ time }) => setPointed(time as number | undefined))
    shot.current = () => asPng(made.chart.takeScreenshot())
    return () => {
      shot.current = undefined
      made.chart.remove()
    }
  }, [shot])

  useEffect(() => {
    const { chart, prices, volumes } = drawing.current!
    prices.setData(
      candles.map((candle) => ({
        time: seconds(candle),
        open: drawn(candle.open),
        high: drawn(candle.high),
        low: drawn(candle.low),
        close: drawn(candle.close),
      })),
    )
    volumes.setData(candles.map((candle) => ({ time: seconds(candle), value: drawn(candle.volume) })))
    chart.timeScale().fitContent()
  }, [candles])

  useEffect(() => paint(drawing.current!, colour(venue), isDark), [venue, isDark])

  const shown = candles.find((candle) => seconds(candle) === pointed) ?? candles.at(-1)
  return (
    <>
      <p className="legend">{shown === undefined ? '' : <Legend candle={shown} />}</p>
      <div ref={box} className="prices" role="img" aria-label={label} />
    </>
  )
}

/** The exact figures of the candle under the pointer, else of the last one. */
function Legend({ candle }: { readonly candle: Candle }) {
  const { start_at, open, high, low, close, volume, trades } = candle
  return (
    <>
      {minute(start_at)} open <b>{quote(open)}</b> high <b>{quote(high)}</b> low <b>{quote(low)}</b> close{' '}
      <b>{quote(close)}</b> volume <b>{decimal(volume)}</b> in <b>{decimal(trades)}</b> trades
    </>
  )
}

function make(box: HTMLElement): Drawn {
  const chart = createChart(box, {
    autoSize: true,
    layout: { attributionLogo: false, fontFamily: getComputedStyle(box).fontFamily, fontSize: 11 },
    timeScale: { timeVisible: true, secondsVisible: false },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
    localization: { locale: 'en-GB', timeFormatter: (time: number) => minute(new Date(time * 1000).toISOString()) },
  })
  const prices = chart.addSeries(CandlestickSeries, {
    priceFormat: { type: 'price', precision: 3, minMove: 0.001 },
    priceLineVisible: false,
  })
  const volumes = chart.addSeries(
    HistogramSeries,
    { priceFormat: { type: 'volume' }, lastValueVisible: false, priceLineVisible: false },
    1,
  )
  chart.panes()[0]!.setStretchFactor(4)
  chart.panes()[1]!.setStretchFactor(1)
  return { chart, prices, volumes }
}

/** Gives the chart the colours of a theme. */
function paint({ chart, prices, volumes }: Drawn, venue: string, isDark: boolean): void {
  const of = (value: string) => resolved(value, isDark)
  const [accent, paper, ink, rule] = [of(venue), of('var(--paper)'), of('var(--ink-2)'), of('var(--rule)')]
  chart.applyOptions({
    layout: { background: { type: ColorType.Solid, color: paper }, textColor: ink, panes: { separatorColor: rule } },
    grid: { vertLines: { visible: false }, horzLines: { color: rule } },
    rightPriceScale: { borderColor: rule },
    timeScale: { borderColor: rule },
    crosshair: { vertLine: { labelBackgroundColor: ink }, horzLine: { labelBackgroundColor: ink } },
  })
  prices.applyOptions({
    upColor: paper,
    downColor: accent,
    borderUpColor: accent,
    borderDownColor: accent,
    wickUpColor: accent,
    wickDownColor: accent,
  })
  volumes.applyOptions({ color: accent })
}

import type { EconomyEvent, Micros, Series } from '../../economy/types.ts'
import { timeText } from '../text.ts'
import type { Fees } from './fees.ts'
import type { Tickers } from './tickers.ts'

const SOURCES = [
  [{ name: 'ESPN', url: 'https://www.espn.com' }],
  [{ name: 'Bureau of Labor Statistics', url: 'https://www.bls.gov/news.release/empsit.toc.htm' }],
  [{ name: 'National Weather Service <area>', url: 'https://www.weather.gov/' }],
  null,
]

export interface EventText {
  readonly tickers: Tickers
  readonly updatedAt: Micros
  /** Null while it costs what its series does. */
  readonly fees: Fees | null
  readonly markets: readonly Uint8Array[] | null
}

/** One event; `markets` stand between `last_updated_ts` and `mutually_exclusive`, as the alphabet wants. */
export function eventBody(event: EconomyEvent, { tickers, updatedAt, fees, markets }: EventText): Uint8Array {
  const { series, timeline, exclusive, title, subtitle, index } = event
  const isCombo = event.questions[0]!.legs !== undefined
  const isDated = series.kind === 'ladder'
  const head = JSON.stringify({
    category: series.category,
    collateral_return_type: exclusive ? 'MECNET' : series.kind === 'ladder' ? 'DIRECNET' : '',
    event_ticker: tickers.events[index],
    exchange_index: isCombo ? 1 : series.category === 'Crypto' ? 2 : 0,
    fee_multiplier_override: fees?.multiplier,
    fee_type_override: fees?.type,
    last_updated_ts: timeText(updatedAt),
  })
  const tail = JSON.stringify({
    mutually_exclusive: exclusive,
    product_metadata:
      series.category === 'Sports' ? { competition: series.title, competition_scope: 'Game' } : undefined,
    series_ticker: tickers.series[series.index],
    settlement_sources: SOURCES[series.index % SOURCES.length],
    strike_date: isDated ? timeText(timeline.closesAt) : undefined,
    strike_period: isDated ? undefined : '',
    sub_title: subtitle,
    title,
  })
  const nested = markets === null ? [] : [Buffer.from('"markets":['), ...between(markets), Buffer.from('],')]
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},`), ...nested, Buffer.from(tail.slice(1))])
}

function between(markets: readonly Uint8Array[]): Uint8Array[] {
  return markets.flatMap((market, i) => (i === 0 ? [market] : [Buffer.from(','), market]))
}

export function eventMetadata(event: EconomyEvent, marketTickers: readonly string[]): unknown {
  const image = `https://assets.example.com/images/${event.series.code}.webp`
  return {
    image_url: image,
    market_details: marketTickers.map((market_ticker) => ({ color_code: '#0AC285', image_url: image, market_ticker })),
    settlement_sources: SOURCES[event.series.index % SOURCES.length] ?? [],
  }
}

export function seriesBody(
  series: Series,
  show: { ticker: string; metadata: boolean; volume: string | null; fees: Fees },
): Uint8Array {
  const { category, frequency, index, tags, title, code } = series
  const isSports = category === 'Sports'
  const body = {
    additional_prohibitions: index % 4 === 0 ? null : [`Employees of the source agency of ${title} may not trade.`],
    categories: [category],
    category,
    contract_terms_url: `https://assets.example.com/contract_terms/${code}.pdf`,
    contract_url: `https://assets.example.com/regulatory/product-certifications/${code}.pdf`,
    exchange_index: category === 'Crypto' ? 2 : 0,
    fee_multiplier: show.fees.multiplier,
    fee_type: show.fees.type,
    frequency,
    last_updated_ts: timeText(series.createdAt),
    product_metadata: show.metadata && isSports ? { scope: 'Game' } : undefined,
    settlement_sources: SOURCES[index % SOURCES.length],
    tags,
    ticker: show.ticker,
    title,
    volume_fp: show.volume ?? undefined,
  }
  return Buffer.from(JSON.stringify(body))
}

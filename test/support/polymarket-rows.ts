import { type Exact, exact, rounded } from './exact.ts'
import {
  eventOf,
  type Fields,
  marketOf,
  microsOf,
  numberAt,
  objectsIn,
  outcomesOf,
  rulesOf,
  rulingOf,
  secondsAt,
  textOf,
  tradeOf,
} from './polymarket-reading.ts'

const seriesOf = (series: Fields) => ({
  series_id: series.id,
  title: series.title,
  frequency: textOf(series.recurrence),
  updated_at: microsOf(series.updatedAt),
})
const tagOf = (tag: Fields) => ({
  category_id: `tag:${tag.id}`,
  label: tag.label,
  slug: textOf(tag.slug),
  created_at: microsOf(tag.createdAt),
  updated_at: microsOf(tag.updatedAt),
})

const numberIn = (text: unknown): Exact => exact({ source: text })!
const above = (a: Exact, b: Exact) => a.digits * 10n ** BigInt(b.scale) > b.digits * 10n ** BigInt(a.scale)
/** Levels from the best on, by their own numbers: what the venue's order is worth is nowhere promised. */
const levelsOf = (book: Fields) =>
  (['bid', 'ask'] as const).flatMap((side) =>
    objectsIn(book[`${side}s`])
      .map(({ price, size }) => ({ price: numberIn(price), size: numberIn(size) }))
      .sort((a, b) => (above(a.price, b.price) === (side === 'bid') ? -1 : 1))
      .map(({ price, size }, place) => ({
        outcome_id: book.asset_id,
        side,
        price: rounded(price, 12),
        size: rounded(size, 6),
        place: String(place + 1),
      })),
  )
const bookOf = (book: Fields) => {
  const levels = levelsOf(book)
  const [bids, asks] = ['bid', 'ask'].map((side) => levels.filter((level) => level.side === side)) as [
    typeof levels,
    typeof levels,
  ]
  const total = (of: typeof levels) => of.reduce((sum, { size }) => sum + BigInt(size.replace('.', '')), 0n)
  return {
    market_id: book.market,
    outcome_id: book.asset_id,
    best_bid: bids[0]!.price,
    best_ask: asks[0]!.price,
    bid_levels: String(bids.length),
    ask_levels: String(asks.length),
    bid_size: rounded({ digits: total(bids), scale: 6 }, 6),
    ask_size: rounded({ digits: total(asks), scale: 6 }, 6),
  }
}
const positionOf = (position: Fields) => ({
  market_id: position.conditionId,
  trader_id: position.proxyWallet,
  answer_id: position.asset,
  size: numberAt(position.size, 6),
  average_price: numberAt(position.avgPrice, 12),
  invested: numberAt(position.initialValue, 12),
  value: numberAt(position.currentValue, 12),
  profit: numberAt(position.cashPnl, 12),
})
const closedOf = (position: Fields) => ({
  market_id: position.conditionId,
  outcome_id: position.asset,
  average_price: numberAt(position.avgPrice, 12),
  bought: numberAt(position.totalBought, 6),
  profit: numberAt(position.realizedPnl, 12),
  closed_at: secondsAt(position.timestamp),
})
const pointsOf = (history: Fields) =>
  objectsIn(history.history).map(({ t, p }) => ({ outcome_id: '5', at: secondsAt(t), price: numberAt(p, 12) }))

/** What tests themselves read in a record of a resource: the rows of each table. */
export const READINGS: Readonly<
  Record<string, Readonly<Record<string, (record: Fields) => Fields | readonly Fields[]>>>
> = {
  markets: { markets: marketOf, outcomes: outcomesOf },
  events: { events: eventOf },
  series: { series: seriesOf },
  tags: { categories: tagOf },
  clob_markets: {
    market_rules: rulesOf,
    resolutions: (market) => (market.condition_id === '' ? [] : rulingOf(market)),
  },
  books: { books: bookOf, book_levels: levelsOf },
  prices_history: { prices: pointsOf },
  trades: { trades: tradeOf },
  positions: { positions: positionOf },
  closed_positions: { closed_positions: closedOf },
}

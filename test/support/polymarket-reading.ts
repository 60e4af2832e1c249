import { type Exact, exact, product, rounded, roundedText } from './exact.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Texts of the list that Polymarket writes as JSON within a text; none where it is left out. */
export const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? (JSON.parse(value) as string[]) : []

/** Objects in a list of a record; none where it is left out. */
export const objectsIn = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : [])

/** What is not said, and what is said with nothing, is null. */
export const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** A number of a record read by `parseExact`. */
export const numberAt = (value: unknown, places: number) =>
  exact(value) === undefined ? null : rounded(exact(value)!, places)

/** Microseconds since 1970 of any of the venue's spellings of a time, as text. */
export function microsOf(value: unknown): string | null {
  const [, day, time = '00:00:00', fraction = ''] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:Z|\+00))?$/.exec(String(value ?? '')) ?? []
  if (day === undefined) return null
  return String(BigInt(Date.parse(`${day}T${time}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0')))
}

/** Microseconds since 1970 of whole seconds, as text. */
export const secondsAt = (value: unknown) => `${numberAt(value, 1)!.slice(0, -2)}000000`

/** How a market ended by its final prices: the place of the winner, how else, or undefined while they do not tell. */
export function endOf(market: Fields): number | 'split' | 'void' | undefined {
  const finals = textsIn(market.outcomePrices).map((text) => exact({ source: text })!)
  if (market.closed !== true || finals.length < 2) return undefined
  const hundredths = ({ digits, scale }: Exact) => ({ digits: digits * 100n, one: 10n ** BigInt(scale) })
  const high = finals.map(hundredths).map(({ digits, one }) => digits >= 99n * one)
  const low = finals.map(hundredths).map(({ digits, one }) => digits <= one)
  if (new Set(finals.map((final) => rounded(final, 40))).size === 1) return finals[0]!.digits === 0n ? 'void' : 'split'
  const place = high.indexOf(true)
  return place >= 0 && low.every((isLow, i) => isLow || i === place) ? place : undefined
}

/** The columns of a market that are read from its own record alone, as texts. */
export function marketOf(market: Fields) {
  const labels = textsIn(market.outcomes)
  const end = endOf(market)
  const isOpen = market.closed === false
  const event = objectsIn(market.events)[0]
  const paid = end === 'split' ? '0.500000000000' : end === 'void' || end === undefined ? null : end === 0 ? 1 : 0
  const quote = (value: unknown, nothing: string) => {
    const price = isOpen ? numberAt(value, 12) : null
    return price === nothing ? null : price
  }
  return {
    market_id: market.conditionId,
    event_id: event?.id ?? null,
    question: market.question,
    status: isOpen ? 'open' : end === undefined ? 'closed' : 'resolved',
    market_type: market.marketType ?? (labels.length === 2 ? 'binary' : 'multiple'),
    created_at: microsOf(market.createdAt),
    opened_at: microsOf(market.startDate ?? market.acceptingOrdersTimestamp),
    closes_at: microsOf(market.endDate),
    resolved_at: isOpen ? null : microsOf(market.closedTime),
    updated_at: microsOf(market.updatedAt),
    resolution: typeof end === 'number' ? labels[end] : (end ?? null),
    resolution_value: labels.length !== 2 ? null : typeof paid === 'number' ? `${paid}.000000000000` : paid,
    best_bid: quote(market.bestBid, '0.000000000000'),
    best_ask: quote(market.bestAsk, '1.000000000000'),
    volume: roundedText(market.volume, 6),
    volume_24h: numberAt(market.volume24hr, 6),
    liquidity: roundedText(market.liquidity, 12),
    creator_id: textOf(market.creator),
    rules: market.description ?? null,
    url: `https://polymarket.com/event/${event?.slug ?? market.slug}`,
  }
}

/** Rows of a table as far as a reading of its records goes, in an order of their own; times in microseconds, as there. */
export function comparable(rows: readonly Fields[], like: readonly Fields[]): Fields[] {
  const columns = Object.keys(like[0] ?? {})
  const value = (row: Fields, column: string) => (/(^|_)at$/.test(column) ? microsOf(row[column]) : row[column])
  const picked = rows.map((row) => Object.fromEntries(columns.map((column) => [column, value(row, column)])))
  return inOrder(picked)
}

export function inOrder<T>(rows: readonly T[]): T[] {
  const texts = rows.map((row) => [JSON.stringify(row), row] as const)
  return texts.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

/** The outcomes of a market, as texts. */
export function outcomesOf(market: Fields) {
  const [labels, prices, tokens] = [market.outcomes, market.outcomePrices, market.clobTokenIds].map(textsIn)
  const end = endOf(market)
  return labels!.map((label, place) => ({
    market_id: market.conditionId,
    outcome_id: tokens![place] ?? `${market.conditionId}:${place}`,
    position: String(place),
    label,
    price: roundedText(prices![place], 12),
    is_winner: typeof end === 'number' ? end === place : null,
  }))
}

/** What a row of a tape says, as texts. */
export function tradeOf(trade: Fields) {
  const [price, size] = [numberAt(trade.price, 12)!, numberAt(trade.size, 6)!]
  return {
    market_id: trade.conditionId,
    outcome_id: trade.asset,
    trader_id: String(trade.proxyWallet).toLowerCase(),
    side: String(trade.side).toLowerCase(),
    price,
    size,
    notional: product(exact({ source: price })!, exact({ source: size })!, 12),
    traded_at: secondsAt(trade.timestamp),
  }
}

/** An event's columns that are read from its own record alone, as texts. */
export function eventOf(event: Fields) {
  return {
    event_id: event.id,
    series_id: objectsIn(event.series)[0]?.id ?? null,
    title: event.title,
    subtitle: textOf(event.subtitle),
    category: textOf(event.category),
    mutually_exclusive: event.negRisk ?? event.enableNegRisk ?? null,
    status: event.closed ? 'closed' : 'open',
    occurs_at: microsOf(event.startTime ?? event.eventDate),
    updated_at: microsOf(event.updatedAt),
  }
}

/** What the order book says of a market's trading, as texts. */
export function rulesOf(market: Fields) {
  return {
    market_id: textOf(market.condition_id),
    accepts_orders: market.accepting_orders,
    accepts_orders_at: microsOf(market.accepting_order_timestamp),
    tick_size: numberAt(market.minimum_tick_size, 12),
    min_size: numberAt(market.minimum_order_size, 6),
    maker_fee: numberAt(market.maker_base_fee, 12),
    taker_fee: numberAt(market.taker_base_fee, 12),
    exclusive_group: textOf(market.neg_risk_market_id),
  }
}

/** Who won a market by the order book. */
export function rulingOf(market: Fields) {
  const tokens = objectsIn(market.tokens)
  const won = tokens.filter(({ winner }) => winner === true)
  const ended = market.closed === true && won.length > 0
  return {
    market_id: market.condition_id,
    status: market.closed === true ? 'closed' : 'open',
    resolution: !ended ? null : won.length > 1 ? 'split' : won[0]!.outcome,
    winner_position: ended && won.length === 1 ? String(tokens.indexOf(won[0]!)) : null,
  }
}

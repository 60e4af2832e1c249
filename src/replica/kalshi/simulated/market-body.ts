import { DAY, type Leg, type Micros, type Question, UNIT_E6 } from '../../economy/types.ts'
import { countText, priceText, timeText } from '../text.ts'
import { type Figures, openInterestOf } from './figures.ts'
import { quotesAt } from './quotes.ts'
import { type QuestionState, stateAt } from './state.ts'
import { targetOf } from './targets.ts'
import type { Tickers } from './tickers.ts'

export interface MarketText {
  readonly question: Question
  readonly seed: number
  readonly tickers: Tickers
  readonly figures: Figures
  readonly now: Micros
  readonly isBroken: boolean
}

/** One market as the service sends it since 24 September 2026, keys in alphabetical order. */
export function marketBody({ question, seed, tickers, figures, now, isBroken }: MarketText): Uint8Array {
  const { timeline, label } = question
  const state = stateAt(question, now)
  const quotes = quotesAt(question, state, now)
  const dayAgo = quotesAt(question, { ...state, status: 'active' }, Math.max(timeline.opensAt, now - DAY))
  const hadQuotes = now - DAY >= timeline.opensAt
  const isCombo = question.legs !== undefined
  const isTraded = figures.volume > 0
  const market = {
    can_close_early: timeline.scheduledCloseAt !== timeline.closesAt || isCombo,
    cap_strike: question.strike.cap,
    close_time: isBroken ? 'soon' : timeText(state.closeAt),
    created_time: timeText(timeline.createdAt),
    custom_strike: customStrike(question, seed, tickers),
    early_close_condition:
      question.index % 50 === 0 ? undefined : 'This market will close and expire after a winner is declared.',
    event_ticker: tickers.events[question.event.index],
    exchange_index: exchangeOf(question),
    expected_expiration_time: timeText(timeline.expectedAt),
    expiration_time: timeText(timeline.latestAt),
    expiration_value: expirationValue(question, state),
    floor_strike: question.strike.floor,
    is_provisional: isCombo && !isTraded ? true : undefined,
    last_price_dollars: priceText(figures.lastPrice),
    latest_expiration_time: timeText(timeline.latestAt),
    market_type: 'binary',
    mve_collection_ticker: isCombo ? tickers.collections[question.event.index] : undefined,
    mve_selected_legs: question.legs?.map((leg) => legBody(leg, tickers, now)),
    no_ask_dollars: priceText(UNIT_E6 - quotes.yesBid),
    no_bid_dollars: priceText(UNIT_E6 - quotes.yesAsk),
    no_sub_title: label,
    notional_value_dollars: '1.0000',
    occurrence_datetime: question.index % 11 === 0 ? undefined : timeText(timeline.expectedAt),
    open_interest_fp: countText(openInterestOf(question, figures.volume)),
    open_time: timeText(timeline.opensAt),
    previous_price_dollars: priceText(figures.previousPrice),
    previous_yes_ask_dollars: priceText(hadQuotes ? dayAgo.yesAsk : 0),
    previous_yes_bid_dollars: priceText(hadQuotes ? dayAgo.yesBid : 0),
    ...priceGrid(question),
    primary_participant_key: question.strike.type === 'structured' ? 'team' : undefined,
    result: state.result,
    rules_primary: isCombo ? '' : `If ${question.title} resolves to "${label}", then the market resolves to Yes.`,
    rules_secondary: '',
    settlement_bounds_type: 'default',
    settlement_timer_seconds: timeline.timerSeconds,
    settlement_ts: state.settledAt === null ? undefined : timeText(state.settledAt),
    settlement_value_dollars: state.payout === null ? undefined : priceText(state.payout),
    status: state.status,
    strike_type: question.strike.type === 'none' ? undefined : question.strike.type,
    subtitle: question.index % 25 === 0 ? label : undefined,
    ticker: tickers.markets[question.index],
    title: question.title,
    updated_time: timeText(state.updatedAt),
    volume_24h_fp: countText(figures.volume24h),
    volume_fp: countText(figures.volume),
    yes_ask_dollars: priceText(quotes.yesAsk),
    yes_ask_size_fp: countText(quotes.yesAskSize),
    yes_bid_dollars: priceText(quotes.yesBid),
    yes_bid_size_fp: countText(quotes.yesBidSize),
    yes_sub_title: label,
  }
  return Buffer.from(JSON.stringify(market))
}

/** Blank for one settled market in three, as on the service: the result is what counts. */
function expirationValue({ index, label, strike }: Question, { status, result }: QuestionState): string {
  if (status !== 'finalized' || index % 3 === 0) return ''
  return strike.floor === undefined ? (result === 'yes' ? label : '') : String(strike.floor)
}

function exchangeOf(question: Question): number {
  if (question.legs !== undefined) return 1
  return question.event.series.category === 'Crypto' ? 2 : 0
}

function legBody({ question, side }: Leg, tickers: Tickers, now: Micros) {
  const { payout } = stateAt(question, now)
  return {
    event_ticker: tickers.events[question.event.index],
    market_ticker: tickers.markets[question.index],
    side,
    yes_settlement_value_dollars: payout === null ? undefined : priceText(payout),
  }
}

function customStrike(question: Question, seed: number, tickers: Tickers): Record<string, string> | undefined {
  const { strike, legs, label } = question
  if (legs !== undefined) {
    const list = (pick: (leg: Leg) => string | undefined) => legs.map(pick).join(',')
    return {
      'Associated Events': list((leg) => tickers.events[leg.question.event.index]),
      'Associated Market Sides': list((leg) => leg.side),
      'Associated Markets': list((leg) => tickers.markets[leg.question.index]),
    }
  }
  if (strike.type === 'structured') return { team: targetOf(seed, question) }
  return strike.type === 'custom' ? { Choice: label } : undefined
}

const step = (start: number, end: number, size: number) => ({
  end: priceText(end),
  start: priceText(start),
  step: priceText(size),
})

const GRIDS = {
  '10000/10000': { price_level_structure: 'linear_cent', price_ranges: [step(0, UNIT_E6, 10_000)] },
  '1000/1000': { price_level_structure: 'deci_cent', price_ranges: [step(0, UNIT_E6, 1_000)] },
  '10000/1000': { price_level_structure: 'tapered_deci_cent', price_ranges: tapered(10_000, 1_000) },
  '1000/100': { price_level_structure: 'center_deci_edge_centi_cent', price_ranges: tapered(1_000, 100) },
} as const

function tapered(center: number, edge: number) {
  return [step(0, 100_000, edge), step(100_000, 900_000, center), step(900_000, UNIT_E6, edge)]
}

function priceGrid({ tick }: Question) {
  return GRIDS[`${tick.center}/${tick.edge}` as keyof typeof GRIDS]
}

import type { Fill } from '../../economy/tape.ts'
import { byText, type Field } from '../../truth/csv.ts'
import { instantText } from '../../truth/decimals.ts'
import { goldTables, type TradedMarket, table } from '../../truth/gold.ts'
import type { GoldTrades } from '../../truth/gold-trades.ts'
import type { TruthTable } from '../../world.ts'
import { legsOf, visible } from '../accounts/legs.ts'
import type { Condition } from '../library.ts'
import type { Parts } from './parts.ts'
import { e12Text, notionalE12, priceE12, sharesText } from './truth-numbers.ts'
import { legacyMarkets, VENUE, visible as visibleConditions } from './truth-rows.ts'

const TRADE = 'venue market_id outcome_id trader_id side price size notional traded_at'.split(' ')
const FILL = [...TRADE, 'transaction_hash', 'role']

/** Truth of what was traded: the takers' trades, everybody's fills, and gold over the trades. In order of time. */
export function tradeTables(parts: Parts): TruthTable[] {
  return [
    table('trades', TRADE, () => trades(parts)),
    table('fills', FILL, () => fills(parts)),
    ...goldTables({ venue: VENUE, trades: takerTrades(parts), markets: () => tradedMarkets(parts) }),
  ]
}

function happened({ tape, clock }: Parts): Uint32Array {
  return visible(tape, tape.all(), clock.now())
}

function* trades(parts: Parts): Generator<Field[]> {
  for (const entry of happened(parts)) yield fillRow(parts, entry, parts.tape.taker(entry))
}

function* fills(parts: Parts): Generator<Field[]> {
  const { tape, chain } = parts
  for (const entry of happened(parts)) {
    const hash = chain.transaction(tape.transaction(entry))
    for (const { leg, fill } of legsOf(tape, entry))
      yield [...fillRow(parts, entry, fill), hash, leg === 0 ? 'taker' : 'maker']
  }
}

function fillRow({ tape, trading }: Parts, entry: number, { trader, isBuy, outcome, size, price }: Fill): Field[] {
  const { conditionId, tokenIds } = trading.ofQuestion(tape.question(entry))!
  const e12 = priceE12(price)
  return [
    VENUE,
    conditionId,
    tokenIds[outcome],
    trading.wallet(trader),
    isBuy ? 'buy' : 'sell',
    e12Text(e12),
    sharesText(size),
    e12Text(notionalE12(e12, size)),
    instantText(tape.time(entry)),
  ]
}

/** The takers' trades as gold adds them up. */
export function takerTrades({ tape }: Pick<Parts, 'tape'>): GoldTrades {
  const price = (entry: number) => priceE12(tape.taker(entry).price)
  const size = (entry: number) => tape.taker(entry).size
  return {
    time: tape.time,
    isBlock: () => false,
    price,
    firstPrice: (entry) => (tape.taker(entry).outcome === 0 ? price(entry) : 10 ** 12 - price(entry)),
    size,
    notional: (entry) => notionalE12(price(entry), size(entry)),
    scale: { price: 12, size: 6, notional: 12 },
  }
}

/** Every market that has ever been there, by its id. Trades of one second come in the order of the tape. */
function* tradedMarkets(parts: Parts): Generator<TradedMarket> {
  const { tape, clock } = parts
  const old = [...legacyMarkets(parts)].map(({ conditionId }) => ({ id: conditionId, condition: null }))
  const own = [...visibleConditions(parts)].map((condition) => ({ id: condition.conditionId, condition }))
  for (const { id, condition } of [...old, ...own].sort(byText((market) => market.id))) {
    if (condition === null) {
      yield { id, entries: new Uint32Array(), outcomes: [], isListed: true }
      continue
    }
    const entries = visible(tape, tape.ofQuestion(condition.question), clock.now())
    yield { id, entries, outcomes: byOutcome(entries, condition, parts), isListed: true }
  }
}

function byOutcome(entries: Uint32Array, { tokenIds }: Condition, { tape }: Parts) {
  return ([0, 1] as const)
    .map((outcome) => ({
      id: tokenIds[outcome],
      entries: entries.filter((entry) => tape.taker(entry).outcome === outcome),
    }))
    .sort(byText(({ id }) => id))
}

import { byText, type Field } from '../../truth/csv.ts'
import { decimalText, divideHalfEven, instantText } from '../../truth/decimals.ts'
import { doubleText } from '../../truth/doubles.ts'
import { goldTables, type TradedMarket, table } from '../../truth/gold.ts'
import type { GoldTrades } from '../../truth/gold-trades.ts'
import type { TruthTable } from '../../world.ts'
import { eventsOf, type FillEvent } from './fills.ts'
import type { Market, Parts } from './parts.ts'
import { isListed } from './parts.ts'

const COLUMNS = 'market_id outcome_id trader_id side price size notional traded_at'.split(' ')

/** A trade is the taker's own event: those of the makers tell the same shares once more. */
export function tradeTables(parts: Parts): TruthTable[] {
  const trades = goldTrades(parts)
  return [
    table('trades', ['venue', 'trade_id', ...COLUMNS], () => tradeRows(parts)),
    table('fills', ['venue', 'fill_id', ...COLUMNS, 'role', 'transaction_hash'], () => fillRows(parts)),
    ...goldTables({ venue: 'dome', trades, markets: () => tradedMarkets(parts) }),
  ]
}

function* tradeRows(parts: Parts): Generator<Field[]> {
  for (const { entry, hash } of inOrder(parts)) {
    const event = eventsOf(parts, entry).at(-1)!
    yield ['dome', `${hash}:${event.logIndex}`, ...fieldsOf(parts, event)]
  }
}

function* fillRows(parts: Parts): Generator<Field[]> {
  for (const { entry, hash } of inOrder(parts)) {
    for (const event of eventsOf(parts, entry)) {
      yield ['dome', `${hash}:${event.logIndex}`, ...fieldsOf(parts, event), event.role, hash]
    }
  }
}

/** Trades up to the present by transaction, those of one in the order of its log. */
function inOrder({ trading: { tape, hash }, clock }: Parts): { entry: number; hash: string }[] {
  const entries = tape.all().filter((entry) => tape.time(entry) <= clock.now())
  const named = Array.from(entries, (entry) => ({ entry, hash: hash(tape.transaction(entry)) }))
  return named.sort(byText((each) => each.hash))
}

function fieldsOf({ trading }: Parts, { entry, fill }: FillEvent): Field[] {
  const { tape, wallet, ofQuestion } = trading
  const condition = ofQuestion(tape.question(entry))!
  return [
    condition.conditionId,
    condition.tokenIds[fill.outcome],
    wallet(fill.trader),
    fill.isBuy ? 'buy' : 'sell',
    doubleText(fill.price, 12),
    decimalText(fill.size, 6, 6),
    decimalText(notionalOf(fill), 12, 12),
    instantText(tape.time(entry)),
  ]
}

/** In 10^-12 of a dollar: the price of twelve digits times the size of six, rounded half to even. */
function notionalOf({ price, size }: FillEvent['fill']): bigint {
  return divideHalfEven(scaledPrice(price) * BigInt(size), 1_000_000n)
}

function scaledPrice(price: number): bigint {
  return BigInt(doubleText(price, 12).replace('.', ''))
}

function goldTrades({ trading: { tape } }: Parts): GoldTrades {
  return {
    time: tape.time,
    isBlock: () => false,
    price: (entry) => Number(scaledPrice(tape.taker(entry).price)),
    size: (entry) => tape.taker(entry).size,
    notional: (entry) => notionalOf(tape.taker(entry)),
    scale: { price: 12, size: 6, notional: 12 },
  }
}

function* tradedMarkets(parts: Parts): Generator<TradedMarket> {
  const listed = parts.markets.filter((market) => isListed(market, parts))
  for (const market of listed.sort(byText(({ row }) => row.conditionId))) {
    const entries = entriesOf(parts, market)
    const outcomes = ([0, 1] as const).map((outcome) => ({
      id: market.row.tokens[outcome],
      entries: entries.filter((entry) => parts.trading.tape.taker(entry).outcome === outcome),
    }))
    const isKept = !parts.broken.has(market.row.ref)
    yield { id: market.row.conditionId, entries, outcomes: outcomes.sort(byText(({ id }) => id)), isListed: isKept }
  }
}

/** Those that have happened, oldest first by (time, transaction as text, place in its log). */
function entriesOf({ trading: { tape, hash }, clock }: Parts, { question }: Market): Uint32Array {
  const own = tape.ofQuestion(question.index).filter((entry) => tape.time(entry) <= clock.now())
  const nameOf = (entry: number) => hash(tape.transaction(entry))
  return own.sort((a, b) => tape.time(a) - tape.time(b) || byText(nameOf)(a, b) || a - b)
}

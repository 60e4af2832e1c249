import { e12Text, notionalE12, priceE12, sharesText } from '../../polymarket/simulated/truth-numbers.ts'
import { takerTrades } from '../../polymarket/simulated/truth-trades.ts'
import { byText, type Field } from '../../truth/csv.ts'
import { instantText } from '../../truth/decimals.ts'
import { goldTables, type TradedMarket, table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { eventsOf, type FillEvent } from './fills.ts'
import type { Market, Parts } from './parts.ts'
import { isListed } from './parts.ts'

const COLUMNS = 'market_id outcome_id trader_id side price size notional traded_at'.split(' ')

/** A trade is the taker's own event: those of the makers tell the same shares once more. */
export function tradeTables(parts: Parts): TruthTable[] {
  const trades = takerTrades(parts.trading)
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
  const price = priceE12(fill.price)
  return [
    condition.conditionId,
    condition.tokenIds[fill.outcome],
    wallet(fill.trader),
    fill.isBuy ? 'buy' : 'sell',
    e12Text(price),
    sharesText(fill.size),
    e12Text(notionalE12(price, fill.size)),
    instantText(tape.time(entry)),
  ]
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

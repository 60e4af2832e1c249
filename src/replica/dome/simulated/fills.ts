import { mix, wordOf } from '../../economy/random.ts'
import type { Fill } from '../../economy/tape.ts'
import { MINUTE, SECOND, UNIT_E6 } from '../../economy/types.ts'
import { first } from '../../search.ts'
import type { Start } from '../cursor.ts'
import type { Feed, FeedRow, FillFilter } from '../library.ts'
import { secondsOf } from './market-body.ts'
import type { Parts } from './parts.ts'

/** Whom a taker's own event names as the other side. */
export const EXCHANGE = '0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e'

/** One party's event in a transaction. */
export interface FillEvent {
  readonly entry: number
  readonly fill: Fill
  readonly role: 'maker' | 'taker'
  /** Of the party who took. */
  readonly taker: number
  readonly logIndex: number
}

/** No trade has more events than this. */
const MOST_EVENTS = 32

/** The events of a trade as the chain logs them: those of the makers, then the taker's own. */
export function eventsOf({ trading: { tape } }: Parts, entry: number): FillEvent[] {
  const [own, ...makers] = tape.fills(entry)
  const base = (mix(tape.transaction(entry), 9) % 400) + rankOf(tape, entry) * MOST_EVENTS
  const inOrder = [...makers, own!]
  return inOrder.map((fill, i) => {
    const role = i === makers.length ? 'taker' : 'maker'
    return { entry, fill, role, taker: own!.trader, logIndex: base + i }
  })
}

/** How many trades of the same transaction stand before this one. */
function rankOf(tape: Parts['trading']['tape'], entry: number): number {
  const transaction = tape.transaction(entry)
  let rank = 0
  for (let i = entry - 1; i >= transaction && tape.time(i) === tape.time(entry); i--) {
    if (tape.transaction(i) === transaction) rank++
  }
  return rank
}

export function fillFeed(parts: Parts): Feed<FillFilter> {
  const { trading } = parts
  const traderOf = (filter: FillFilter) => (filter.user === null ? null : (trading.traderOf(filter.user) ?? -1))
  let counted = { key: '', count: 0 }
  return {
    *newest(filter, start) {
      const trader = traderOf(filter)
      for (const event of eventsBackFrom(parts, filter, start)) {
        if (fits(event, filter, trader)) yield rowOf(parts, event)
      }
    },
    count(filter) {
      const trader = traderOf(filter)
      const key = `${JSON.stringify(filter)} ${parts.clock.version()}`
      if (counted.key === key) return counted.count
      let count = 0
      const isPlain = trader === null && filter.token === null
      for (const entry of entriesBack(parts, filter)) {
        count += isPlain
          ? trading.tape.count(entry)
          : eventsOf(parts, entry).filter((event) => fits(event, filter, trader)).length
      }
      counted = { key, count }
      return count
    },
  }

  function fits({ entry, fill }: FillEvent, { market, token }: FillFilter, trader: number | null): boolean {
    if (trader !== null && fill.trader !== trader) return false
    const condition = trading.ofQuestion(trading.tape.question(entry))!
    if (market !== null && market.conditionId !== condition.conditionId) return false
    return token === null || condition.tokenIds[fill.outcome] === token
  }
}

/** Trades within the filter's time, newest first. */
function* entriesBack(parts: Parts, filter: FillFilter): Generator<number> {
  const { trading, clock, chain } = parts
  const { tape } = trading
  const trader = filter.user === null ? null : trading.traderOf(filter.user)
  if (trader === undefined) return
  const question = filter.market === null ? undefined : chain.questionOfCondition(filter.market.conditionId)
  const entries =
    trader !== null ? tape.ofTrader(trader) : question === undefined ? tape.all() : tape.ofQuestion(question)
  const last = Math.min(clock.now(), filter.to * SECOND + SECOND - 1)
  for (let i = first(entries.length, (at) => tape.time(entries[at]!) > last) - 1; i >= 0; i--) {
    if (tape.time(entries[i]!) < filter.from * SECOND) return
    yield entries[i]!
  }
}

/** Events newest first, from where a walk goes on. */
function* eventsBackFrom(parts: Parts, filter: FillFilter, start: Start | null): Generator<FillEvent> {
  const { tape, hash } = parts.trading
  const at = start === null ? null : Date.parse(String(start.key.block_timestamp)) / 1000
  const to = at === null ? filter.to : Math.min(filter.to, at)
  let isReached = start === null
  for (const entry of entriesBack(parts, { ...filter, to })) {
    if (!isReached && secondsOf(tape.time(entry)) < at!) isReached = true
    for (const event of eventsOf(parts, entry).toReversed()) {
      if (isReached) yield event
      else if (event.logIndex === start!.key.log_index && hash(tape.transaction(entry)) === start!.key.tx_hash) {
        isReached = true
        if (start!.isAt) yield event
      }
    }
  }
}

function rowOf(parts: Parts, event: FillEvent): FeedRow {
  const { tape, hash } = parts.trading
  const block_timestamp = new Date(tape.time(event.entry) / 1000).toISOString()
  const key = { block_timestamp, tx_hash: hash(tape.transaction(event.entry)), log_index: event.logIndex }
  return { key, text: () => fillText(parts, event, key.tx_hash) }
}

function fillText(parts: Parts, { entry, fill, role, taker, logIndex }: FillEvent, tx_hash: string): string {
  const { tape, wallet, ofQuestion } = parts.trading
  const condition = ofQuestion(tape.question(entry))!
  return JSON.stringify({
    token_id: condition.tokenIds[fill.outcome],
    token_label: condition.outcomes[fill.outcome],
    side: fill.isBuy ? 'BUY' : 'SELL',
    market_slug: condition.slug,
    condition_id: condition.conditionId,
    shares: fill.size,
    shares_normalized: fill.size / UNIT_E6,
    price: fill.price,
    block_number: blockNumber(tape.time(entry)),
    log_index: logIndex,
    tx_hash,
    title: condition.title,
    timestamp: secondsOf(tape.time(entry)),
    order_hash: wideHex(parts.seed, 'order', entry, logIndex),
    user: wallet(fill.trader),
    taker: role === 'taker' ? EXCHANGE : wallet(taker),
  })
}

/** A block every two seconds. */
export function blockNumber(at: number): number {
  return Math.floor(at / (2 * SECOND)) - 810_000_000 + Math.floor(at / (525_600 * MINUTE))
}

/** `0x` and 64 hexadecimal digits. */
export function wideHex(seed: number, ...path: (string | number)[]): string {
  const words = Array.from({ length: 8 }, (_, i) =>
    wordOf(seed, ...path, i)
      .toString(16)
      .padStart(8, '0'),
  )
  return `0x${words.join('')}`
}

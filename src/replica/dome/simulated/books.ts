import { mix, wordOf } from '../../economy/random.ts'
import { type Micros, UNIT_E6 } from '../../economy/types.ts'
import type { BookFilter, Feed, Window } from '../library.ts'
import { wideHex } from './fills.ts'
import { momentsBack } from './moments.ts'
import type { Market, Parts } from './parts.ts'

export interface Level {
  /** Millionths. */
  readonly price: number
  /** Hundredths of a share. */
  readonly size: number
}

/** The book of one token at a moment; the best prices stand first. */
export interface Snapshot {
  readonly market: Market
  readonly token: string
  readonly at: Micros
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
  readonly tick: number
  readonly hash: string
}

const MILLI = 1000
/** Nothing was recorded before 14 October 2025. */
const RECORDED_FROM = Date.UTC(2025, 9, 14) * MILLI

export function bookFeed(parts: Parts): Feed<BookFilter> {
  return {
    *newest({ id, from, to }, start) {
      const found = tokenOf(parts, id)
      if (found === null) return
      const last = start === null ? to : Math.min(to, Number(start.key.timestamp) - (start.isAt ? 0 : 1))
      for (const millis of momentsOf(parts, found.market, { from, to: last })) {
        const key = { assetId: id, timestamp: millis }
        yield { key, text: () => snapshotText(parts, snapshotAt(parts, { ...found, millis })) }
      }
    },
    count(filter) {
      const found = tokenOf(parts, filter.id)
      return found === null ? 0 : [...momentsOf(parts, found.market, filter)].length
    },
  }
}

interface Token {
  readonly market: Market
  readonly outcome: 0 | 1
}

function tokenOf({ trading, ofQuestion }: Parts, id: string): Token | null {
  const found = trading.withToken(id)
  return found === undefined ? null : { market: ofQuestion(found.condition.question)!, outcome: found.outcome }
}

/** The latest snapshot of each token of a market. */
export function latestSnapshots(parts: Parts, market: Market): Snapshot[] {
  const [millis] = momentsOf(parts, market, { from: 0, to: Number.POSITIVE_INFINITY }).take(1)
  return millis === undefined ? [] : ([0, 1] as const).map((outcome) => snapshotAt(parts, { market, outcome, millis }))
}

function momentsOf(
  { seed, clock }: Parts,
  { condition: { life, question } }: Market,
  { from, to }: Window,
): Generator<number> {
  const first = Math.max(from, Math.ceil(Math.max(RECORDED_FROM, life.opensAt) / MILLI))
  const last = Math.min(to, Math.floor(Math.min(clock.now(), life.closesAt) / MILLI))
  return momentsBack(wordOf(seed, 'books', question), { from: first, to: last })
}

function snapshotAt({ seed, trading }: Parts, { market, outcome, millis }: Token & { millis: number }): Snapshot {
  const at = millis * MILLI
  const { condition } = market
  const quotes = trading.quotes(condition, at)
  const tick = trading.tick(condition, at)
  const salt = mix(wordOf(seed, 'levels', condition.question), millis)
  const below = quotes.bid === 0 ? [] : levels(quotes.bid, -tick, salt)
  const above = quotes.ask === UNIT_E6 ? [] : levels(quotes.ask, tick, mix(salt, 1))
  const turn = ({ price, size }: Level) => ({ price: UNIT_E6 - price, size })
  return {
    market,
    token: condition.tokenIds[outcome],
    at,
    bids: outcome === 0 ? below : above.map(turn),
    asks: outcome === 0 ? above : below.map(turn),
    tick,
    hash: wideHex(seed, 'book', condition.question, outcome, millis).slice(2, 42),
  }
}

/** Up to twelve prices from the best one away, some of them empty. */
function levels(best: number, step: number, salt: number): Level[] {
  const found: Level[] = []
  for (let i = 0; i < 12; i++) {
    const price = best + i * step
    const word = mix(salt, i)
    if (price <= 0 || price >= UNIT_E6) break
    if (i > 0 && word % 3 === 0) continue
    found.push({ price, size: 500 + (word % 2_000_000) })
  }
  return found
}

/** Half of the snapshots list each side the other way round. */
function snapshotText({ seed }: Parts, { market, token, at, bids, asks, tick, hash }: Snapshot): string {
  const word = wordOf(seed, 'snapshot', Math.floor(at / MILLI), market.condition.question)
  const inOrder = (side: readonly Level[]) => (word % 2 === 0 ? side : side.toReversed()).map(levelBody)
  return JSON.stringify({
    asks: inOrder(asks),
    bids: inOrder(bids),
    hash,
    minOrderSize: '5',
    negRisk: market.condition.negRisk,
    assetId: token,
    timestamp: at / MILLI,
    tickSize: String(tick / UNIT_E6),
    indexedAt: at / MILLI + 40 + (word % 3000),
    market: market.condition.conditionId,
  })
}

function levelBody({ price, size }: Level): { size: string; price: string } {
  return { size: String(size / 100), price: String(price / UNIT_E6) }
}

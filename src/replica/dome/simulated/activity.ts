import { UNIT_E6 } from '../../economy/types.ts'
import type { Move } from '../../polymarket/accounts/account.ts'
import type { ActivityFilter, Feed, FeedRow } from '../library.ts'
import { blockNumber } from './fills.ts'
import { secondsOf } from './market-body.ts'
import type { Parts } from './parts.ts'

interface Deed {
  readonly trader: number
  readonly move: Move
  /** A transaction may split twice: each has its own place in the log. */
  readonly logIndex: number
}

/** What changed holdings without a trade, newest first. */
export function activityFeed(parts: Parts): Feed<ActivityFilter> {
  return {
    *newest(filter, start) {
      let isReached = start === null
      for (const deed of deedsOf(parts, filter)) {
        const row = rowOf(parts, deed)
        const isSame = ['block_timestamp', 'tx_hash', 'log_index', 'side'].every(
          (name) => row.key[name] === start?.key[name],
        )
        if (isReached || (isSame && start!.isAt)) yield row
        isReached ||= isSame
      }
    },
    count: (filter) => deedsOf(parts, filter).length,
  }
}

function deedsOf({ trading, clock, chain }: Parts, { market, user, from, to }: ActivityFilter): Deed[] {
  const { accounts, ofQuestion } = trading
  const now = clock.now()
  const trader = user === null ? null : trading.traderOf(user)
  if (trader === undefined) return []
  const all =
    trader === null
      ? accounts.ofCondition(ofQuestion(chain.questionOfCondition(market!.conditionId)!)!, now)
      : accounts.ofTrader(trader, now)
  const deeds = all
    .filter(({ condition }) => market === null || condition.conditionId === market.conditionId)
    .flatMap((account) => account.moves.map((move) => ({ trader: account.trader, move })))
  const isWanted = ({ move: { kind, at } }: Pick<Deed, 'move'>) =>
    kind !== 'TRADE' && kind !== 'REWARD' && at <= now && secondsOf(at) >= from && secondsOf(at) <= to
  const places = new Map<number, number>()
  const placed = deeds.filter(isWanted).map(({ trader, move }): Deed => {
    const logIndex = places.get(move.transaction) ?? 5 + (move.transaction % 300)
    places.set(move.transaction, logIndex + 1)
    return { trader, move, logIndex }
  })
  return placed.sort((a, b) => b.move.at - a.move.at || b.move.transaction - a.move.transaction)
}

function rowOf({ trading }: Parts, { trader, move, logIndex: log_index }: Deed): FeedRow {
  const { kind: side, at, size, condition, transaction } = move
  const tx_hash = trading.hash(transaction)
  const key = { block_timestamp: new Date(at / 1000).toISOString(), tx_hash, log_index, side }
  const text = () =>
    JSON.stringify({
      token_id: '',
      side,
      market_slug: condition!.slug,
      condition_id: condition!.conditionId,
      shares: size,
      shares_normalized: size / UNIT_E6,
      price: 1,
      block_number: blockNumber(at),
      log_index,
      tx_hash,
      title: condition!.title,
      timestamp: secondsOf(at),
      order_hash: '',
      user: trading.wallet(trader),
    })
  return { key, text }
}

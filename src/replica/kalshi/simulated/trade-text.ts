import { IS_BLOCK, TAKER_BUYS_YES } from '../../economy/columns.ts'
import type { Economy } from '../../economy/economy.ts'
import { UNIT_E6 } from '../../economy/types.ts'
import { countText, priceText, timeText } from '../text.ts'
import type { TradeIds } from './trade-id.ts'

/** Everything but ticker, id and time takes at most this many bytes. */
export const LONGEST_TRADE = 420

export interface TradeText {
  readonly economy: Economy
  readonly tickers: readonly string[]
  readonly ids: TradeIds
  /** How a trade is broken for good, by its index. */
  readonly broken: ReadonlyMap<number, TradeBreak>
}

export type TradeBreak = 'count' | 'price' | 'time'

export const TRADE_BREAKS: readonly TradeBreak[] = ['count', 'price', 'time']

/** One trade as JSON, keys in alphabetical order. */
export function tradeText({ economy, tickers, ids, broken }: TradeText, entry: number): string {
  const { trades } = economy
  const time = trades.time[entry]!
  const price = trades.price[entry]!
  const flags = trades.flags[entry]!
  const wound = broken.size === 0 ? undefined : broken.get(entry)
  const count = wound === 'count' ? '{"x":1}' : `"${countText(trades.size[entry]!)}"`
  const at = wound === 'time' ? 'not a time' : timeText(time)
  const yes = wound === 'price' ? 'abc' : priceText(price)
  const isBlock = (flags & IS_BLOCK) !== 0
  const sides = (flags & TAKER_BUYS_YES) !== 0 ? TAKES_YES : TAKES_NO
  return `{"count_fp":${count},"created_time":"${at}","is_block_trade":${isBlock},"no_price_dollars":"${priceText(UNIT_E6 - price)}",${sides},"ticker":"${tickers[trades.question[entry]!]}","trade_id":"${ids.text(entry, time)}","yes_price_dollars":"${yes}"}`
}

const TAKES_YES = '"taker_book_side":"bid","taker_outcome_side":"yes","taker_side":"yes"'
const TAKES_NO = '"taker_book_side":"ask","taker_outcome_side":"no","taker_side":"no"'

import { IS_BLOCK, TAKER_BUYS_YES } from '../../economy/columns.ts'
import type { Economy } from '../../economy/economy.ts'
import { UNIT_E6 } from '../../economy/types.ts'
import { createPen } from './pen.ts'
import type { TradeIds } from './trade-id.ts'

/** What a record takes at most without its ticker. */
export const LONGEST_BUT_TICKER = 300

export interface TradeWriting {
  readonly economy: Economy
  readonly tickers: readonly string[]
  readonly ids: TradeIds
  /** How a trade is broken for good, by its index. */
  readonly broken: ReadonlyMap<number, TradeBreak>
}

export type TradeBreak = 'count' | 'price' | 'time'

export const TRADE_BREAKS: readonly TradeBreak[] = ['count', 'price', 'time']

/** Writes trades as JSON, keys in alphabetical order, byte by byte: strings would be a garbage heap per million. */
export function tradeWriter({
  economy,
  tickers,
  ids,
  broken,
}: TradeWriting): (entry: number, into: Uint8Array, offset: number) => number {
  const { trades } = economy
  const pen = createPen()
  return (entry, into, offset) => {
    const time = trades.time[entry]!
    const price = trades.price[entry]!
    const flags = trades.flags[entry]!
    const wound = broken.size === 0 ? undefined : broken.get(entry)
    pen.start(into, offset)
    pen.text('{"count_fp":')
    if (wound === 'count') pen.text('{"x":1}')
    else pen.count(trades.size[entry]!)
    pen.text(',"created_time":"')
    if (wound === 'time') pen.text('not a time')
    else pen.time(time)
    pen.text((flags & IS_BLOCK) !== 0 ? '","is_block_trade":true' : '","is_block_trade":false')
    pen.text(',"no_price_dollars":"')
    pen.price(UNIT_E6 - price)
    pen.text((flags & TAKER_BUYS_YES) !== 0 ? TAKES_YES : TAKES_NO)
    pen.text(tickers[trades.question[entry]!]!)
    pen.text('","trade_id":"')
    pen.uuid(ids.words(entry, time))
    pen.text('","yes_price_dollars":"')
    if (wound === 'price') pen.text('abc')
    else pen.price(price)
    return pen.text('"}')
  }
}

const TAKES_YES = '","taker_book_side":"bid","taker_outcome_side":"yes","taker_side":"yes","ticker":"'
const TAKES_NO = '","taker_book_side":"ask","taker_outcome_side":"no","taker_side":"no","ticker":"'

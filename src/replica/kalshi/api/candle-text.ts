import type { Candle, Ohlc } from '../candle.ts'
import { countText, priceText } from '../text.ts'

/** A candle of the live tier: names end in `_dollars` and `_fp`, and what did not happen is left out. */
export function liveCandle({ endAt, price, previous, volume, openInterest, yesBid, yesAsk }: Candle): string {
  const prices = price === null ? [] : members(price, '_dollars')
  if (previous !== null) prices.push(member('previous_dollars', previous))
  const [ask, bid] = [members(yesAsk, '_dollars'), members(yesBid, '_dollars')]
  return `{"end_period_ts":${endAt / 1e6},"open_interest_fp":"${countText(openInterest)}","price":{${prices}},"volume_fp":"${countText(volume)}","yes_ask":{${ask}},"yes_bid":{${bid}}}`
}

/** A candle of the archive: bare names, and null for what did not happen. */
export function archivedCandle({ endAt, price, previous, volume, openInterest, yesBid, yesAsk }: Candle): string {
  const prices = price === null ? NOT_TRADED : members(price, '')
  const before = previous === null ? '"previous":null' : member('previous', previous)
  const [ask, bid] = [members(yesAsk, ''), members(yesBid, '')]
  return `{"end_period_ts":${endAt / 1e6},"open_interest":"${countText(openInterest)}","price":{${prices},${before}},"volume":"${countText(volume)}","yes_ask":{${ask}},"yes_bid":{${bid}}}`
}

const NOT_TRADED = ['close', 'high', 'low', 'mean', 'open'].map((name) => `"${name}":null`)

/** In alphabetical order; texts in a list are joined by commas where a template takes them. */
function members({ open, high, low, close, mean }: Ohlc & { readonly mean?: number }, suffix: string): string[] {
  const ends = [member(`close${suffix}`, close), member(`high${suffix}`, high), member(`low${suffix}`, low)]
  if (mean !== undefined) ends.push(member(`mean${suffix}`, mean))
  return [...ends, member(`open${suffix}`, open)]
}

function member(name: string, price: number): string {
  return `"${name}":"${priceText(price)}"`
}

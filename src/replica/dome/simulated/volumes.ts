import type { Clock } from '../../clock.ts'
import { DAY, HOUR, type Micros } from '../../economy/types.ts'
import type { Parts } from './parts.ts'

/** What was traded in a market, in dollars. */
export interface Volumes {
  total(market: number): number
  /** Counted at the last full hour, so a young market's week may be less than its total. */
  within(market: number, span: Span): number
}

const SPANS = { week: 7 * DAY, month: 30 * DAY, year: 365 * DAY } as const
export type Span = keyof typeof SPANS

/** Hundred-millionths of a dollar. */
const UNIT = 1e8

/** Sums that follow the clock: each trade is added once and, from the shorter spans, taken away once. */
export function createVolumes({
  clock,
  trading: { trades, tape },
  place,
  markets,
}: Pick<Parts, 'trading'> & { clock: Clock; markets: number; place(question: number): number }): Volumes {
  const until = () => {
    const sums = new Float64Array(markets)
    let next = 0
    return {
      sums,
      /** Counts every trade up to an instant that it has not counted yet. */
      moveTo(at: Micros) {
        const all = tape.all()
        for (; next < all.length && trades.time[all[next]!]! <= at; next++) {
          const entry = all[next]!
          sums[place(trades.question[entry]!)]! += trades.price[entry]! * trades.size[entry]!
        }
      },
    }
  }
  const [now, hour] = [until(), until()]
  const before = { week: until(), month: until(), year: until() }
  let version = -1
  const follow = () => {
    if (version === clock.version()) return
    version = clock.version()
    const lastHour = Math.floor(clock.now() / HOUR) * HOUR
    now.moveTo(clock.now())
    hour.moveTo(lastHour)
    for (const span of ['week', 'month', 'year'] as const) before[span].moveTo(lastHour - SPANS[span])
  }
  return {
    total(market) {
      follow()
      return now.sums[market]! / UNIT
    },
    within(market, span) {
      follow()
      return noisy((hour.sums[market]! - before[span].sums[market]!) / UNIT, market)
    },
  }
}

/** The last bit of many sums shows that they were added up as floats. */
function noisy(sum: number, market: number): number {
  return market % 3 === 0 ? sum * (1 + Number.EPSILON) : sum
}

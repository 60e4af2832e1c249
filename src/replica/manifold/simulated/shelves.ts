import { first } from '../../search.ts'
import type { Millis } from '../library.ts'
import type { BetColumns } from './columns.ts'
import type { PoolPlan } from './plan.ts'

/** Entries in order of time: all, of a market, of a user. Those added later find their place. */
export interface Shelves {
  all(): Uint32Array
  ofMarket(market: number): ArrayLike<number>
  ofUser(user: number): ArrayLike<number>
  add(entry: number): void
}

interface Sorting {
  readonly bets: BetColumns
  readonly pools: readonly PoolPlan[]
  readonly markets: number
  readonly users: number
}

export function openShelves({ bets, pools, markets, users }: Sorting): Shelves {
  const made = bets.length
  const marketOf = (entry: number) => pools[bets.pool[entry]!]!.market
  const byMarket = group(made, markets, marketOf)
  let byUser: Groups | null = null
  let all = Uint32Array.from({ length: made }, (_, entry) => entry)
  const late: number[] = []
  const timeOf = (entry: number): Millis => bets.time[entry]!
  const withLate = (own: Uint32Array, belongs: (entry: number) => boolean): ArrayLike<number> => {
    const more = late.filter(belongs)
    return more.length === 0 ? own : [...own, ...more].sort((a, b) => timeOf(a) - timeOf(b) || a - b)
  }
  return {
    all: () => all,
    ofMarket: (market) => withLate(byMarket.of(market), (entry) => marketOf(entry) === market),
    ofUser(user) {
      byUser ??= group(made, users, (entry) => bets.user[entry]!)
      return withLate(byUser.of(user), (entry) => bets.user[entry] === user)
    },
    add(entry) {
      late.push(entry)
      const place = first(all.length, (i) => timeOf(all[i]!) > timeOf(entry))
      const longer = new Uint32Array(all.length + 1)
      longer.set(all.subarray(0, place))
      longer[place] = entry
      longer.set(all.subarray(place), place + 1)
      all = longer
    },
  }
}

interface Groups {
  of(key: number): Uint32Array
}

/** A counting sort: entries by key, each group in order. */
function group(count: number, keys: number, keyOf: (entry: number) => number): Groups {
  const starts = new Uint32Array(keys + 1)
  for (let entry = 0; entry < count; entry++) starts[keyOf(entry) + 1]!++
  for (let i = 1; i < starts.length; i++) starts[i]! += starts[i - 1]!
  const next = starts.slice()
  const entries = new Uint32Array(count)
  for (let entry = 0; entry < count; entry++) entries[next[keyOf(entry)]!++] = entry
  return { of: (key) => entries.subarray(starts[key]!, starts[key + 1]!) }
}

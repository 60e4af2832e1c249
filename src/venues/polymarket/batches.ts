import { chunks } from '../../core/chunks.ts'
import type { Held, Plan, PlanContext, Slice } from '../../core/source.ts'
import { literals, type Sql } from '../../core/sql.ts'
import { isToken } from './market-record.ts'
import { conditions } from './named.ts'

export type Batches = {
  /** Names that go into one request. */
  readonly size: number
  /** SQL for what to ask for (one text column) where the user named nothing. */
  readonly names: (held: Held) => Sql
  /** SQL for what the named markets stand for, where that is not the markets themselves. */
  readonly ofMarkets?: (held: Held, markets: readonly string[]) => Sql
}

/** A snapshot of many things: one slice for each request, so that they are asked side by side. */
export async function batches(context: PlanContext, { size, names, ofMarkets }: Batches): Promise<Plan> {
  const { limit, known } = context
  const markets = conditions(context.markets)
  const wanted =
    markets.length === 0
      ? await known(names)
      : ofMarkets === undefined
        ? markets
        : await known((held) => ofMarkets(held, markets))
  const parts = chunks(wanted.slice(0, limit), size)
  const slices = parts.map((items, i): Slice => ({ name: `${i + 1} of ${parts.length}`, params: {}, items }))
  const note =
    slices.length > 0 ? `one request for ${size} names` : 'no such market is held: sync polymarket/markets first'
  return { slices, requests: slices.length, note }
}

/** Tokens of markets that are open and have an order book. */
export function openTokens({ silver }: Held): Sql {
  return `select o.outcome_id from ${silver('outcomes')} as o join ${silver('markets')} as m using (venue, market_id)
    where o.venue = 'polymarket' and m.status = 'open' and ${isToken('o.outcome_id')} order by m.market_id, o.position`
}

/** Tokens of some markets. */
export function tokensOf({ silver }: Held, markets: readonly string[]): Sql {
  return `select outcome_id from ${silver('outcomes')} where venue = 'polymarket' and market_id in ${literals(markets)}
    and ${isToken('outcome_id')} order by market_id, position`
}

/** Markets that are open. */
export function openMarkets({ silver }: Held): Sql {
  return `select market_id from ${silver('markets')} where venue = 'polymarket' and status = 'open' order by 1`
}

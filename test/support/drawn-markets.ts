import type { Judged } from './judging.ts'
import { marketRow, outcomeRows } from './market-rows.ts'
import type { Rows } from './model.ts'
import { tradeRow } from './trade-row.ts'

/** Numbers from 0 to 1 that look drawn and are the same in every run. */
function* draws(): Generator<number> {
  for (let state = 42; ; ) {
    state = (state * 48_271) % 2_147_483_647
    yield state / 2_147_483_647
  }
}

const CATEGORIES = ['Ice', 'none'] as const
/** A judged price with what its market is filed under. */
export type Drawn = Judged & { readonly category: (typeof CATEGORIES)[number]; readonly volume: number }

/** Markets that were traded once, an hour before the close, at what `priceOf` makes of their true probability. */
export function drawnMarkets(count: number, priceOf: (truth: number) => number): Drawn[] {
  const random = draws()
  const next = () => random.next().value as number
  return Array.from({ length: count }, (_, i) => {
    const truth = 0.1 + 0.8 * next()
    return {
      venue: i % 3 === 0 ? 'manifold' : 'kalshi',
      market: `M${i}`,
      horizon: '1h',
      price: Math.round(priceOf(truth) * 1e4) / 1e4,
      paid: next() < truth ? 1 : 0,
      category: CATEGORIES[i % 2]!,
      volume: i % 5 === 0 ? 10 : 500,
    }
  })
}

/** Them as rows of silver. */
export function drawnRows(drawn: readonly Drawn[]): Rows {
  return {
    markets: drawn.map(({ venue, market, paid, category, volume }) =>
      marketRow(market, {
        venue,
        volume: String(volume),
        category: category === 'none' ? null : category,
        resolution_value: String(paid),
      }),
    ),
    outcomes: drawn.flatMap(({ venue, market, paid }) =>
      outcomeRows(market, ['yes', 'no'], paid === 1 ? 0 : paid === 0 ? 1 : null, venue),
    ),
    trades: drawn.map(({ venue, market, price }) => {
      const outcome = { venue, market_id: market, outcome_id: `${market}:yes`, price: String(price) }
      return tradeRow(market, '2026-02-10T11:00:00Z', outcome)
    }),
  }
}

import type { Plan, PlanContext } from '../../core/source.ts'
import { conditions } from './named.ts'

/** Closed markets whose result neither the final prices nor the order book tells, or the named ones. */
export async function perUnruled({ markets, known, limit }: PlanContext): Promise<Plan> {
  const wanted =
    markets.length > 0
      ? conditions(markets)
      : await known(
          ({
            silver,
          }) => `select m.market_id from ${silver('markets')} as m where m.venue = 'polymarket' and m.status = 'closed'
            and not exists (select 1 from ${silver('resolutions')} as r where r.venue = m.venue and r.market_id = m.market_id and (r.resolution is not null or r.winner_position is not null))
            order by 1`,
        )
  const slices = wanted.slice(0, limit).map((market) => ({ name: `market=${market}`, params: { market } }))
  return { slices, requests: slices.length, note: '' }
}

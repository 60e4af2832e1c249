import { useRows } from '../data/answers.ts'
import type { MarketSummary } from '../data/contract.ts'
import { MarketLink } from './market-link.tsx'

type NamedMarketProps = { readonly venue: string; readonly market_id: string }

/** A market by its question where only its id came along: asked for rows in view, and its id until then. */
export function NamedMarket({ venue, market_id }: NamedMarketProps) {
  const { data } = useRows<MarketSummary>({ steps: ['markets'], query: { venue, search: market_id, limit: 1 } })
  const found = data?.rows.find((row) => row.market_id === market_id)
  return <MarketLink venue={venue} market_id={market_id} question={found?.question ?? null} />
}

import { Link } from '../shell/router.tsx'
import { accent, titleOf } from '../text/venues.ts'

type MarketLinkProps = {
  readonly venue: string
  readonly market_id: string
  readonly question?: string | null
  /** Whether the venue's colour stands before it, where no column names the venue. */
  readonly isMarked?: boolean
}

/** The question of a market, as text whatever it holds, leading to the market. */
export function MarketLink({ venue, market_id, question, isMarked = false }: MarketLinkProps) {
  const text = question ?? market_id
  // Markets of one event often ask in the same words.
  const id = isMarked && question !== null && question !== undefined && <span className="id from-3">{market_id}</span>
  const link = (
    <Link view="market" query={{ venue, id: market_id }} title={text}>
      {text}
    </Link>
  )
  return isMarked ? (
    <span className="venue-mark" data-accent={accent(venue)}>
      <span className="unseen">{titleOf(venue)}: </span>
      {link}
      {id}
    </span>
  ) : (
    link
  )
}

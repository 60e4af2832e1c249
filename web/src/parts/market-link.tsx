import { Link } from '../shell/router.tsx'
import { accent, titleOf } from '../text/venues.ts'

type MarketLinkProps = {
  readonly venue: string
  readonly market_id: string
  readonly question?: string | null
  /** Whether the venue's colour stands before it, where no column names the venue. */
  readonly isMarked?: boolean
}

/** Ids that are words, as opposed to numbers: they tell markets of one event apart that ask alike. */
const IS_NAME = /^[A-Z\d]+(-[A-Z\d.]+)+$/

/** The question of a market, as text whatever it holds, leading to the market. */
export function MarketLink({ venue, market_id, question, isMarked = false }: MarketLinkProps) {
  const text = question ?? market_id
  const hasName = isMarked && typeof question === 'string' && IS_NAME.test(market_id)
  const link = (
    <Link view="market" query={{ venue, id: market_id }} title={text}>
      {text}
    </Link>
  )
  return isMarked ? (
    <span className="venue-mark" data-accent={accent(venue)}>
      <span className="unseen">{titleOf(venue)}: </span>
      {link}
      {hasName && ' '}
      {hasName && <span className="id from-3">{market_id}</span>}
    </span>
  ) : (
    link
  )
}

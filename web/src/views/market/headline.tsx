import type { Market } from '../../data/contract.ts'
import { Fact } from '../../parts/fact.tsx'
import { Venue } from '../../parts/venue.tsx'
import { Link } from '../../shell/router.tsx'
import { decimal, price } from '../../text/decimals.ts'
import { ago, minute } from '../../text/instants.ts'
import { titleOf } from '../../text/venues.ts'

type HeadlineProps = { readonly market: Market; readonly venue: string; readonly id: string }

/** The question, where it is from, and its main figures. */
export function Headline({ market: { market, summary, event, links }, venue, id }: HeadlineProps) {
  const question = text(market?.question) ?? summary?.question ?? id
  const category = text(market?.category) ?? summary?.category ?? null
  return (
    <header className="headline">
      <p className="origin">
        <Venue venue={venue} />
        {category !== null && (
          <Link view="markets" query={{ venue, category }}>
            {category}
          </Link>
        )}
        {event !== null && event.title !== question && <span>{event.title ?? event.event_id}</span>}
        {links.venue_url !== null && (
          <a href={links.venue_url} rel="noreferrer external">
            At {titleOf(venue)}&nbsp;↗
          </a>
        )}
      </p>
      <h1>{question}</h1>
      {market?.subtitle !== null && market?.subtitle !== question && <p className="lede">{text(market?.subtitle)}</p>}
      {summary !== null && (
        <dl className="figures">
          <Fact name="Price">{price(summary.last_price)}</Fact>
          <Fact name="24 h">{decimal(summary.change_24h, { digits: 3, signed: true })}</Fact>
          <Fact name="Bid / ask">
            {price(summary.best_bid)} / {price(summary.best_ask)}
          </Fact>
          <Fact name="Volume">{decimal(summary.volume)}</Fact>
          <Fact name="Volume 24 h">{decimal(summary.volume_24h)}</Fact>
          <Fact name="Trades">{decimal(summary.trades)}</Fact>
          <Fact name="Last trade">
            <time dateTime={summary.last_traded_at ?? undefined} title={ago(summary.last_traded_at)}>
              {minute(summary.last_traded_at)}
            </time>
          </Fact>
          <Fact name={summary.status === 'resolved' ? 'Result' : 'Status'}>
            {(summary.status === 'resolved' ? summary.resolution : summary.status) ?? 'unknown'}
          </Fact>
        </dl>
      )}
    </header>
  )
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

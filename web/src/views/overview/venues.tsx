import type { UseQueryResult } from '@tanstack/react-query'
import type { Question } from '../../data/answers.ts'
import type { Overview, Rows } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Venue } from '../../parts/venue.tsx'
import { Link } from '../../shell/router.tsx'
import { decimal } from '../../text/decimals.ts'
import { ago, minute } from '../../text/instants.ts'

const COLUMNS: readonly Column<Overview>[] = [
  {
    id: 'venue',
    header: 'Venue',
    isName: true,
    value: (row) => row.venue,
    cell: (row) => (
      <Link view="markets" query={{ venue: row.venue }}>
        <Venue venue={row.venue} />
      </Link>
    ),
  },
  {
    id: 'markets',
    header: 'Markets',
    isNumber: true,
    value: (row) => row.markets,
    cell: (row) => decimal(row.markets),
  },
  {
    id: 'open_markets',
    header: 'Open',
    isNumber: true,
    from: 1,
    value: (row) => row.open_markets,
    cell: (row) => decimal(row.open_markets),
  },
  { id: 'trades', header: 'Trades', isNumber: true, value: (row) => row.trades, cell: (row) => decimal(row.trades) },
  {
    id: 'volume',
    header: 'Volume',
    isNumber: true,
    from: 2,
    value: (row) => row.volume,
    cell: (row) => decimal(row.volume),
  },
  {
    id: 'last_traded_at',
    header: 'Last trade',
    descends: true,
    from: 1,
    value: (row) => row.last_traded_at,
    cell: (row) => <span className="nowrap">{minute(row.last_traded_at)}</span>,
  },
  {
    id: 'last_synced_at',
    header: 'Synced',
    descends: true,
    value: (row) => row.last_synced_at,
    cell: (row) => (
      <time className="nowrap" dateTime={row.last_synced_at ?? undefined} title={`${minute(row.last_synced_at)} UTC`}>
        {ago(row.last_synced_at)}
      </time>
    ),
  },
]

type VenuesProps = { readonly question: Question; readonly query: UseQueryResult<Rows<Overview>> }

/** What is held of each venue, and how old it is. */
export function Venues({ question, query }: VenuesProps) {
  return (
    <Figure
      title="Venues"
      sentence="What this lake holds of each venue, and when it last asked. Volume counts contracts or shares, on Manifold mana."
      question={question}
      answer={query.data}
    >
      <Answered query={query} what="the venues">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>
              This lake is empty. “oddslake sync” fills it, “oddslake demo” fills it with a simulated venue.
            </Empty>
          ) : (
            <Table caption="Venues" rows={rows} columns={COLUMNS} keyOf={(row) => row.venue} />
          )
        }
      </Answered>
    </Figure>
  )
}

import { useCallback, useMemo } from 'react'
import { usePages, useRows } from '../data/answers.ts'
import type { Overview, TraderSummary } from '../data/contract.ts'
import { choices, Filters, Search, Select } from '../parts/controls.tsx'
import { Figure } from '../parts/figure.tsx'
import { LongTable } from '../parts/long-table.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import type { Column, ServerSort } from '../parts/table.tsx'
import { Link, useWords } from '../shell/router.tsx'
import { decimal, percent } from '../text/decimals.ts'
import { minute } from '../text/instants.ts'
import { accent, titleOf } from '../text/venues.ts'

const PAGE = 200
type Row = Column<TraderSummary>

const COLUMNS: readonly Row[] = [
  { id: 'name', header: 'Trader', isName: true, cell: name },
  {
    id: 'trades',
    header: 'Trades',
    isNumber: true,
    width: '5rem',
    value: (row) => row.trades,
    cell: (row) => decimal(row.trades),
  },
  { id: 'markets', header: 'Markets', isNumber: true, width: '5rem', from: 3, cell: (row) => decimal(row.markets) },
  {
    id: 'volume',
    header: 'Volume',
    isNumber: true,
    width: '7rem',
    from: 1,
    value: (row) => row.volume,
    cell: (row) => decimal(row.volume),
  },
  {
    id: 'realised',
    header: 'Realised',
    isNumber: true,
    width: '7rem',
    value: (row) => row.realised,
    cell: (row) => profit(row.realised),
  },
  {
    id: 'unrealised',
    header: 'Unrealised',
    isNumber: true,
    width: '7rem',
    from: 2,
    cell: (row) => profit(row.unrealised),
  },
  {
    id: 'wins',
    header: 'Won / lost',
    isNumber: true,
    width: '6rem',
    from: 3,
    cell: (row) => `${decimal(row.wins)} / ${decimal(row.losses)}`,
  },
  {
    id: 'win_rate',
    header: 'Won, %',
    isNumber: true,
    width: '5rem',
    from: 2,
    value: (row) => row.win_rate,
    cell: (row) => percent(row.win_rate),
  },
  {
    id: 'last_traded_at',
    header: 'Last trade',
    descends: true,
    width: '8.5rem',
    from: 4,
    cell: (row) => minute(row.last_traded_at),
  },
]

function name({ venue, trader_id, name }: TraderSummary) {
  return (
    <span className="venue-mark" data-accent={accent(venue)}>
      <span className="unseen">{titleOf(venue)}: </span>
      <Link view="trader" query={{ venue, id: trader_id }} title={trader_id}>
        {name ?? trader_id}
      </Link>
    </span>
  )
}

const profit = (value: string | null): string => decimal(value, { digits: 2, signed: true })

/** Who trades, where the venue names them. */
export default function Traders() {
  const [words, change] = useWords()
  const { search, venue, sort = 'volume', order = 'desc' } = words
  const question = { steps: ['traders'], query: { search, venue, sort, order, limit: PAGE } }
  const query = usePages<TraderSummary>(question)
  const venues = useRows<Overview>({ steps: ['overview'] })
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const onMore = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [isFetchingNextPage, fetchNextPage])
  const onSearch = useCallback((text: string) => change({ search: text }), [change])
  const server: ServerSort = {
    by: sort,
    descending: order === 'desc',
    onSort: (by, descending) => change({ sort: by, order: descending ? 'desc' : 'asc' }),
  }
  return (
    <>
      <h1 className="unseen">Traders</h1>
      <Filters>
        <Search label="Search by name or id" value={search ?? ''} onChange={onSearch} />
        <Select
          label="Venue"
          value={venue ?? ''}
          choices={[{ value: '', label: 'all' }, ...choices(venues.data?.rows.map((row) => row.venue) ?? [], titleOf)]}
          onChange={(value) => change({ venue: value })}
        />
      </Filters>
      <Figure
        title="Traders"
        sentence="Profit is of the trades in this lake, before fees, in the venue's currency: USD at Polymarket, mana at Manifold. Kalshi names no traders."
        question={question}
        answer={data?.pages[0]}
      >
        <Answered query={query} what="the traders">
          {() =>
            rows.length === 0 ? (
              <Empty>
                {venue === 'kalshi' ? 'Kalshi names no traders: its trades have none.' : 'No trader is known by this.'}
              </Empty>
            ) : (
              <LongTable
                caption="Traders"
                rows={rows}
                columns={COLUMNS}
                keyOf={(row) => `${row.venue} ${row.trader_id}`}
                sort={server}
                hasMore={hasNextPage}
                onMore={onMore}
              />
            )
          }
        </Answered>
      </Figure>
    </>
  )
}

import { useCallback, useMemo } from 'react'
import { type Question, usePages, useRows } from '../data/answers.ts'
import type { MarketSummary, Overview } from '../data/contract.ts'
import { choices, Filters, Search, Select } from '../parts/controls.tsx'
import { Figure } from '../parts/figure.tsx'
import { LongTable } from '../parts/long-table.tsx'
import { MARKET_COLUMNS } from '../parts/market-columns.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import type { ServerSort } from '../parts/table.tsx'
import { useWords } from '../shell/router.tsx'
import { decimal } from '../text/decimals.ts'
import { titleOf } from '../text/venues.ts'

const PAGE = 200
const STATUSES = ['all', 'open', 'closed', 'resolved']

/** Every market of every venue: searched, filtered and sorted by the server. */
export default function Markets() {
  const [words, change] = useWords()
  const { search, venue, status, category, sort = 'volume', order = 'desc' } = words
  const question: Question = {
    steps: ['markets'],
    query: { search, venue, status, category, sort, order, limit: PAGE },
  }
  const query = usePages<MarketSummary>(question)
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const onMore = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [isFetchingNextPage, fetchNextPage])
  const onSearch = useCallback((text: string) => change({ search: text, focus: undefined }), [change])
  const server: ServerSort = {
    by: sort,
    descending: order === 'desc',
    onSort: (by, descending) => change({ sort: by, order: descending ? 'desc' : 'asc' }),
  }
  return (
    <>
      <h1 className="unseen">Markets</h1>
      <Filters>
        <Search
          label="Search all markets"
          value={search ?? ''}
          focused={words.focus === 'search'}
          onChange={onSearch}
        />
        <VenueChoice value={venue ?? ''} onChange={(value) => change({ venue: value, category: undefined })} />
        <Select
          label="Status"
          value={status ?? 'all'}
          choices={choices(STATUSES)}
          onChange={(value) => change({ status: value === 'all' ? undefined : value })}
        />
        {category !== undefined && (
          <Select
            label="Category"
            value={category}
            choices={[{ value: '', label: 'all' }, ...choices([category])]}
            onChange={(value) => change({ category: value })}
          />
        )}
      </Filters>
      <Figure
        title="Markets"
        question={question}
        answer={data?.pages[0]}
        controls={<Tally rows={rows} more={hasNextPage} />}
      >
        <Answered query={query} what="the markets">
          {() =>
            rows.length === 0 ? (
              <Empty>No market is like this. Fewer words or another status will find more.</Empty>
            ) : (
              <LongTable
                caption="Markets"
                rows={rows}
                columns={MARKET_COLUMNS}
                keyOf={(row) => `${row.venue} ${row.market_id}`}
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

/** How many rows have come, told as they come. */
function Tally({ rows, more }: { readonly rows: readonly unknown[]; readonly more: boolean }) {
  const count = decimal(rows.length)
  return <output className="tally">{more ? `first ${count}, more below` : `${count} in all`}</output>
}

function VenueChoice({ value, onChange }: { readonly value: string; onChange(value: string): void }) {
  const { data } = useRows<Overview>({ steps: ['overview'] })
  const venues = data?.rows.map((row) => row.venue) ?? (value === '' ? [] : [value])
  return (
    <Select
      label="Venue"
      value={value}
      choices={[{ value: '', label: 'all' }, ...choices(venues, titleOf)]}
      onChange={onChange}
    />
  )
}

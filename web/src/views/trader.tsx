import { useCallback, useMemo } from 'react'
import { useOne, usePages } from '../data/answers.ts'
import type { Position, Trade, Trader, TraderSummary } from '../data/contract.ts'
import { Fact } from '../parts/fact.tsx'
import { Figure } from '../parts/figure.tsx'
import { LongTable } from '../parts/long-table.tsx'
import { NamedMarket } from '../parts/named-market.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import type { Column } from '../parts/table.tsx'
import { tapeColumns } from '../parts/tape-columns.tsx'
import { Venue } from '../parts/venue.tsx'
import { useWords } from '../shell/router.tsx'
import { decimal, percent } from '../text/decimals.ts'
import { minute } from '../text/instants.ts'

const money = (value: string | null): string => decimal(value, { digits: 2 })
const profit = (value: string | null): string => decimal(value, { digits: 2, signed: true })

const POSITIONS: readonly Column<Position>[] = [
  { id: 'market_id', header: 'Market', isName: true, cell: (row) => <NamedMarket {...row} /> },
  {
    id: 'outcome_id',
    width: '12rem',
    header: 'Outcome',
    from: 4,
    cell: (row) => <span className="clip">{row.outcome_id}</span>,
  },
  {
    id: 'size',
    width: '6rem',
    header: 'Held',
    isNumber: true,
    value: (row) => row.size,
    cell: (row) => money(row.size),
  },
  {
    id: 'cost',
    width: '6rem',
    header: 'Cost',
    isNumber: true,
    from: 2,
    value: (row) => row.cost,
    cell: (row) => money(row.cost),
  },
  {
    id: 'value',
    width: '6rem',
    header: 'Value',
    isNumber: true,
    from: 1,
    value: (row) => row.value,
    cell: (row) => money(row.value),
  },
  {
    id: 'realised',
    header: 'Realised',
    width: '6.5rem',
    isNumber: true,
    value: (row) => row.realised,
    cell: (row) => profit(row.realised),
  },
  {
    id: 'unrealised',
    header: 'Unrealised',
    width: '6.5rem',
    isNumber: true,
    from: 2,
    value: (row) => row.unrealised,
    cell: (row) => profit(row.unrealised),
  },
  {
    id: 'trades',
    header: 'Trades',
    width: '4.5rem',
    isNumber: true,
    from: 2,
    value: (row) => row.trades,
    cell: (row) => decimal(row.trades),
  },
  {
    id: 'last_traded_at',
    header: 'Last trade',
    descends: true,
    width: '8.5rem',
    from: 3,
    value: (row) => row.last_traded_at,
    cell: (row) => <span className="nowrap">{minute(row.last_traded_at)}</span>,
  },
]

/** One trader: what they hold, what they won and lost, and each of their trades. */
export default function Page() {
  const [{ venue = '', id = '' }] = useWords()
  const question = { steps: ['traders', venue, id] }
  const query = useOne<Trader>(question)
  return (
    <Answered query={query} what="the trader">
      {(answer) => (
        <>
          <Headline summary={answer.row.summary} />
          <div className="columns">
            <Figure
              title="Positions"
              sentence="What is held of each outcome and what it brought, the last traded first; cost is the average of all that was bought."
              question={question}
              answer={answer}
            >
              <LongTable
                caption="Positions"
                rows={answer.row.positions}
                columns={POSITIONS}
                keyOf={(row) => `${row.market_id} ${row.outcome_id}`}
                isPart
              />
            </Figure>
            <Tape key={`${venue} ${id}`} venue={venue} id={id} />
          </div>
        </>
      )}
    </Answered>
  )
}

function Headline({ summary }: { readonly summary: TraderSummary }) {
  const { venue, trader_id, name } = summary
  return (
    <header className="headline">
      <p className="origin">
        <Venue venue={venue} />
        {name !== null && <span className="clip">{trader_id}</span>}
      </p>
      <h1>{name ?? trader_id}</h1>
      <dl className="figures">
        <Fact name="Realised">{profit(summary.realised)}</Fact>
        <Fact name="Unrealised">{profit(summary.unrealised)}</Fact>
        <Fact name="Won">
          {decimal(summary.wins)} of{' '}
          {decimal(summary.wins === null ? null : String(Number(summary.wins) + Number(summary.losses)))} (
          {percent(summary.win_rate)} %)
        </Fact>
        <Fact name="Trades">{decimal(summary.trades)}</Fact>
        <Fact name="Markets">{decimal(summary.markets)}</Fact>
        <Fact name="Volume">{decimal(summary.volume)}</Fact>
        <Fact name="First trade">{minute(summary.first_traded_at)}</Fact>
        <Fact name="Last trade">{minute(summary.last_traded_at)}</Fact>
      </dl>
    </header>
  )
}

const COLUMNS = tapeColumns({ outcome: (id) => id, isOfTrader: true })

function Tape({ venue, id }: { readonly venue: string; readonly id: string }) {
  const question = { steps: ['traders', venue, id, 'trades'], query: { limit: 100 } }
  const query = usePages<Trade>(question)
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const onMore = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [isFetchingNextPage, fetchNextPage])
  return (
    <Figure title="Trades" sentence="Newest first." question={question} answer={data?.pages[0]}>
      <Answered query={query} what="the trades">
        {() =>
          rows.length === 0 ? (
            <Empty>This lake holds none of their trades.</Empty>
          ) : (
            <LongTable
              caption="Trades"
              rows={rows}
              columns={COLUMNS}
              keyOf={(trade) => `${trade.trade_id} ${trade.part ?? ''}`}
              hasMore={hasNextPage}
              onMore={onMore}
              isPart
            />
          )
        }
      </Answered>
    </Figure>
  )
}

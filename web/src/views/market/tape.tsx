import { useCallback, useMemo } from 'react'
import { usePages } from '../../data/answers.ts'
import type { Outcome, Trade } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { LongTable } from '../../parts/long-table.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { tapeColumns } from '../../parts/tape-columns.tsx'
import type { Name } from './name.ts'

const PAGE = 100

/** The trades of the market, newest first, to the first one. */
export function Tape({ name, outcomes }: { readonly name: Name; readonly outcomes: readonly Outcome[] }) {
  const question = { steps: ['markets', name.venue, name.id, 'trades'], query: { limit: PAGE } }
  const query = usePages<Trade>(question)
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  const labels = useMemo(() => new Map(outcomes.map(({ outcome_id, label }) => [outcome_id, label])), [outcomes])
  const hasTraders = rows.some(({ trader_id }) => trader_id !== null)
  const columns = useMemo(
    () => tapeColumns({ outcome: (id) => labels.get(id) ?? id, hasTraders }),
    [labels, hasTraders],
  )
  const onMore = useCallback(() => void (isFetchingNextPage || fetchNextPage()), [isFetchingNextPage, fetchNextPage])
  return (
    <Figure
      title="Trades"
      sentence="Every trade that this lake holds, newest first; the side is the taker's, or the named trader's."
      question={question}
      answer={data?.pages[0]}
    >
      <Answered query={query} what="the trades">
        {() =>
          rows.length === 0 ? (
            <Empty>Nobody has traded in this market.</Empty>
          ) : (
            <LongTable
              caption="Trades"
              rows={rows}
              columns={columns}
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

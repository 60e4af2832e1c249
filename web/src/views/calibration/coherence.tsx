import { useRows } from '../../data/answers.ts'
import type { Coherence as Row } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { decimal, price } from '../../text/decimals.ts'
import { minute } from '../../text/instants.ts'
import { accent } from '../../text/venues.ts'

/** Events that are shown, the worst first. */
const SHOWN = 12

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'event_id',
    header: 'Event',
    isName: true,
    cell: (row) => (
      <span className="venue-mark" data-accent={accent(row.venue)}>
        {row.event_id}
      </span>
    ),
  },
  { id: 'kind', header: 'Rule', from: 1, cell: ({ kind }) => (kind === 'sum' ? 'sum at most 1' : 'rising threshold') },
  { id: 'markets', header: 'Prices', isNumber: true, from: 2, cell: (row) => decimal(row.markets) },
  { id: 'price_sum', header: 'Sum', isNumber: true, from: 1, cell: (row) => price(row.price_sum) },
  { id: 'worst', header: 'Off by', isNumber: true, value: (row) => row.worst, cell: (row) => price(row.worst) },
  { id: 'as_of', header: 'Newest price', from: 3, cell: (row) => <span className="nowrap">{minute(row.as_of)}</span> },
]

/** Open events whose prices contradict each other. */
export function Coherence({ venue }: { readonly venue: string }) {
  const question = { steps: ['coherence'], query: { venue: venue === 'all' ? undefined : venue, limit: SHOWN } }
  const query = useRows<Row>(question)
  return (
    <Figure
      title="Coherence"
      sentence="Open events whose last prices cannot all be right: exclusive outcomes that add up to more than 1, thresholds out of order. Prices may be of different times."
      question={question}
      answer={query.data}
    >
      <Answered query={query} what="the events">
        {({ rows }) => {
          const wrong = rows.filter(({ violations }) => Number(violations) > 0)
          return wrong.length === 0 ? (
            <Empty>The prices of all open events fit together.</Empty>
          ) : (
            <Table
              caption="Coherence"
              rows={wrong}
              columns={COLUMNS}
              keyOf={(row) => `${row.venue} ${row.event_id} ${row.kind}`}
            />
          )
        }}
      </Answered>
    </Figure>
  )
}

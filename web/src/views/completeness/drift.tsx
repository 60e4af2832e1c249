import { useRows } from '../../data/answers.ts'
import type { Drift } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { minute } from '../../text/instants.ts'
import { accent } from '../../text/venues.ts'

const QUESTION = { steps: ['drift'] }

const COLUMNS: readonly Column<Drift>[] = [
  {
    id: 'field',
    header: 'Field',
    isName: true,
    value: (row) => `${row.venue} ${row.resource} ${row.field}`,
    cell: (row) => (
      <span className="venue-mark nowrap" data-accent={accent(row.venue)}>
        {row.venue}/{row.resource} <code>{row.field}</code>
      </span>
    ),
  },
  { id: 'change', header: 'Change', value: (row) => row.change, cell: (row) => row.change },
  { id: 'detail', header: 'Types', from: 2, cell: (row) => row.detail ?? '' },
  {
    id: 'first_seen_at',
    header: 'Since',
    descends: true,
    from: 1,
    value: (row) => row.first_seen_at,
    cell: (row) => <span className="nowrap">{minute(row.first_seen_at)}</span>,
  },
]

/** Fields of the venues that are no longer as they were. */
export function DriftTable() {
  const query = useRows<Drift>(QUESTION)
  return (
    <Figure
      title="Drift"
      sentence="Fields of the venues' records that appeared, vanished or changed their type, against what is known of them."
      question={QUESTION}
      answer={query.data}
    >
      <Answered query={query} what="the drift">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>The venues' records look as they always have.</Empty>
          ) : (
            <Table
              caption="Drift"
              rows={rows}
              columns={COLUMNS}
              keyOf={(row) => `${row.venue} ${row.resource} ${row.field} ${row.change}`}
            />
          )
        }
      </Answered>
    </Figure>
  )
}

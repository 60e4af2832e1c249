import { useRows } from '../../data/answers.ts'
import type { Reject } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { minute } from '../../text/instants.ts'
import { accent } from '../../text/venues.ts'

const QUESTION = { steps: ['rejects'], query: { limit: 100 } }

const COLUMNS: readonly Column<Reject>[] = [
  {
    id: 'resource',
    header: 'Record',
    isName: true,
    value: (row) => `${row.venue} ${row.resource}`,
    cell: (row) => (
      <span className="venue-mark" data-accent={accent(row.venue)} title={`${row.bronze_file} row ${row.bronze_row}`}>
        {row.venue}/{row.resource} <span className="quiet">{row.key}</span>
      </span>
    ),
  },
  {
    id: 'reason',
    header: 'Why',
    value: (row) => row.reason,
    cell: (row) => <span className="wrap">{row.reason}</span>,
  },
  {
    id: 'seen_at',
    header: 'Seen',
    descends: true,
    from: 2,
    value: (row) => row.seen_at,
    cell: (row) => <span className="nowrap">{minute(row.seen_at)}</span>,
  },
]

/** Records that broke a contract. */
export function RejectTable() {
  const query = useRows<Reject>(QUESTION)
  return (
    <Figure
      title="Rejects"
      sentence="Records that broke a contract, newest first: kept in bronze as they came, left out of every figure."
      question={QUESTION}
      answer={query.data}
    >
      <Answered query={query} what="the rejects">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No record broke a contract.</Empty>
          ) : (
            <Table
              caption="Rejects"
              rows={rows}
              columns={COLUMNS}
              keyOf={(row) => `${row.bronze_file} ${row.bronze_row} ${row.reason}`}
            />
          )
        }
      </Answered>
    </Figure>
  )
}

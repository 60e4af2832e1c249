import { useRows } from '../../data/answers.ts'
import type { Completeness } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { decimal } from '../../text/decimals.ts'
import { day } from '../../text/instants.ts'
import { accent } from '../../text/venues.ts'

const QUESTION = { steps: ['completeness'] }
const BEGINNING = '1970-01-01'

const COLUMNS: readonly Column<Completeness>[] = [
  {
    id: 'resource',
    header: 'Resource',
    isName: true,
    value: (row) => `${row.venue} ${row.resource}`,
    cell: (row) => (
      <span className="venue-mark nowrap" data-accent={accent(row.venue)}>
        {row.venue}/{row.resource}
      </span>
    ),
  },
  {
    id: 'state',
    header: 'State',
    value: (row) => row.state,
    cell: (row) => <span className="nowrap">{row.state}</span>,
  },
  { id: 'slices', header: 'Slices', isNumber: true, value: (row) => row.slices, cell: (row) => decimal(row.slices) },
  { id: 'rows', header: 'Records', isNumber: true, value: (row) => row.rows, cell: (row) => decimal(row.rows) },
  {
    id: 'covers_from',
    header: 'From',
    from: 1,
    value: (row) => row.covers_from,
    cell: (row) => begin(row.covers_from),
  },
  {
    id: 'covers_to',
    header: 'To',
    from: 1,
    value: (row) => row.covers_to,
    cell: (row) => <span className="nowrap">{day(row.covers_to)}</span>,
  },
]

const begin = (instant: string | null) => (
  <span className="nowrap">{day(instant) === BEGINNING ? 'the beginning' : day(instant)}</span>
)

/** The ledger in one line for each state. */
export function Coverage() {
  const query = useRows<Completeness>(QUESTION)
  return (
    <Figure
      title="By resource"
      sentence={query.data === undefined ? undefined : tally(query.data.rows)}
      question={QUESTION}
      answer={query.data}
    >
      <Answered query={query} what="the ledger">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>Nothing has been asked yet. “oddslake sync” asks.</Empty>
          ) : (
            <Table
              caption="Completeness by resource"
              rows={rows}
              columns={COLUMNS}
              keyOf={(row) => `${row.venue} ${row.resource} ${row.state}`}
            />
          )
        }
      </Answered>
    </Figure>
  )
}

const PROVED = ['complete', 'empty-confirmed']

function tally(rows: readonly Completeness[]): string {
  const count = (those: readonly Completeness[]) => those.reduce((all, row) => all + Number(row.slices), 0)
  const open = count(rows.filter(({ state }) => !PROVED.includes(state)))
  const all = decimal(count(rows))
  return open === 0
    ? `All of ${all} slices are proved complete.`
    : `${decimal(open)} of ${all} slices are not proved complete.`
}

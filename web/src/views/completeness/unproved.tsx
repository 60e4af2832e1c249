import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Question } from '../../data/answers.ts'
import type { LedgerRow, Rows } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { decimal } from '../../text/decimals.ts'
import { minute } from '../../text/instants.ts'
import { accent } from '../../text/venues.ts'

const PROVED = ['complete', 'empty-confirmed']
/** Slices that are shown. */
const SHOWN = 200

const COLUMNS: readonly Column<LedgerRow>[] = [
  {
    id: 'slice',
    header: 'Slice',
    isName: true,
    value: (row) => `${row.venue} ${row.resource} ${row.slice}`,
    cell: (row) => (
      <span className="venue-mark" data-accent={accent(row.venue)}>
        {row.venue}/{row.resource} {row.slice}
      </span>
    ),
  },
  { id: 'state', header: 'State', value: (row) => row.state, cell: (row) => row.state },
  { id: 'rows', header: 'Records', isNumber: true, value: (row) => row.rows, cell: (row) => decimal(row.rows) },
  { id: 'proof', header: 'Why', from: 2, cell: (row) => row.proof ?? '' },
  {
    id: 'updated_at',
    header: 'Last word',
    descends: true,
    from: 2,
    value: (row) => row.updated_at,
    cell: (row) => <span className="nowrap">{minute(row.updated_at)}</span>,
  },
]

type UnprovedProps = { readonly question: Question; readonly query: UseQueryResult<Rows<LedgerRow>> }

/** Slices that may lack something. */
export function Unproved({ question, query }: UnprovedProps) {
  const open = useMemo(() => (query.data?.rows ?? []).filter(({ state }) => !PROVED.includes(state)), [query.data])
  return (
    <Figure
      title="Holes"
      sentence="Slices of the ledger that are not proved complete; the next “oddslake sync” goes on with them, “oddslake verify --repair” mends suspect ones."
      question={question}
      answer={query.data}
    >
      <Answered query={query} what="the ledger">
        {({ next }) =>
          open.length === 0 ? (
            <Empty>
              {next === null ? 'Every slice is proved complete.' : 'The slices that are read here are complete.'}
            </Empty>
          ) : (
            <Table
              caption="Slices that are not proved complete"
              rows={open.slice(0, SHOWN)}
              columns={COLUMNS}
              keyOf={(row) => `${row.venue} ${row.resource} ${row.slice}`}
            />
          )
        }
      </Answered>
    </Figure>
  )
}

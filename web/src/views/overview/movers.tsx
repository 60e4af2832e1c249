import { useState } from 'react'
import { useRows } from '../../data/answers.ts'
import type { Mover } from '../../data/contract.ts'
import { choices, Switch } from '../../parts/controls.tsx'
import { Figure } from '../../parts/figure.tsx'
import { MarketLink } from '../../parts/market-link.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { compare, decimal, price, size } from '../../text/decimals.ts'

const SPANS = ['1h', '24h', '7d']
const WORDS: Readonly<Record<string, string>> = { '1h': 'hour', '24h': 'day', '7d': 'week' }
/** Rows that are shown of those the API ranks by venue. */
const SHOWN = 20

const COLUMNS: readonly Column<Mover>[] = [
  { id: 'question', header: 'Market', isName: true, cell: (row) => <MarketLink {...row} isMarked /> },
  {
    id: 'price_before',
    header: 'Before',
    isNumber: true,
    from: 1,
    value: (row) => row.price_before,
    cell: (row) => price(row.price_before),
  },
  { id: 'price', header: 'Price', isNumber: true, value: (row) => row.price, cell: (row) => price(row.price) },
  {
    id: 'change',
    header: 'Change',
    isNumber: true,
    value: (row) => row.change,
    cell: (row) => decimal(row.change, { digits: 3, signed: true }),
  },
  {
    id: 'volume',
    header: 'Volume',
    isNumber: true,
    from: 2,
    value: (row) => row.volume,
    cell: (row) => decimal(row.volume),
  },
]

/** The open markets whose price moved most. */
export function Movers() {
  const [span, setSpan] = useState('24h')
  const question = { steps: ['movers'], query: { span, limit: 500 } }
  const query = useRows<Mover>(question)
  return (
    <Figure
      title="Movers"
      sentence={`The ${SHOWN} open markets whose price moved most within the last ${WORDS[span]} before their venue's latest trade.`}
      question={question}
      answer={query.data}
      controls={<Switch label="Within" value={span} choices={choices(SPANS)} onChange={setSpan} />}
    >
      <Answered query={query} what="the movers">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No open market has two prices in this time.</Empty>
          ) : (
            <Table
              caption="Movers"
              rows={most(rows)}
              columns={COLUMNS}
              keyOf={(row) => `${row.venue} ${row.market_id}`}
            />
          )
        }
      </Answered>
    </Figure>
  )
}

const most = (rows: readonly Mover[]): Mover[] =>
  [...rows].sort((a, b) => compare(size(b.change), size(a.change))).slice(0, SHOWN)

import { useRef } from 'react'
import { Prices } from '../../charts/index.tsx'
import { useRows } from '../../data/answers.ts'
import type { Candle } from '../../data/contract.ts'
import { Switch } from '../../parts/controls.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { compare, exact } from '../../text/decimals.ts'
import { minute } from '../../text/instants.ts'
import type { Name } from './name.ts'

const UNITS = [
  { value: '1m', label: 'Minute' },
  { value: '1h', label: 'Hour' },
  { value: '1d', label: 'Day' },
]
/** More candles than a screen has dots tell nothing more. */
const MOST = 3000

type PriceHistoryProps = {
  readonly name: Name
  readonly outcome: string | null
  readonly unit: string
  onUnit(unit: string): void
}

/** What was paid over time for the chosen outcome. */
export function PriceHistory({ name, outcome, unit, onUnit }: PriceHistoryProps) {
  const shot = useRef<() => Promise<Blob>>(undefined)
  const question = {
    steps: ['markets', name.venue, name.id, 'candles'],
    query: { unit, outcome_id: name.outcome_id, limit: MOST },
  }
  const query = useRows<Candle>(question)
  const rows = query.data?.rows ?? []
  return (
    <Figure
      title={outcome === null ? 'Price' : `Price of “${outcome}”`}
      sentence={rows.length === 0 ? undefined : range(rows)}
      question={question}
      answer={query.data}
      picture={rows.length === 0 ? undefined : async () => (await shot.current?.()) ?? new Blob()}
      controls={<Switch label="Length of a candle" value={unit} choices={UNITS} onChange={onUnit} />}
    >
      <Answered query={query} what="the prices">
        {() =>
          rows.length === 0 ? (
            <Empty>Nobody has traded this in the book.</Empty>
          ) : (
            <Prices label={`Candles with volume. ${range(rows)}`} venue={name.venue} candles={rows} shot={shot} />
          )
        }
      </Answered>
    </Figure>
  )
}

/** The sentence: between which prices it moved, and where it ended. Hollow candles rose. */
function range(rows: readonly Candle[]): string {
  const low = rows.reduce((a, b) => (compare(b.low, a.low) < 0 ? b : a))
  const high = rows.reduce((a, b) => (compare(b.high, a.high) > 0 ? b : a))
  const [first, last] = [rows[0]!, rows.at(-1)!]
  return (
    `From ${exact(first.open, 3)} on ${minute(first.start_at)} to ${exact(last.close, 3)} on ${minute(last.start_at)}, ` +
    `between ${exact(low.low, 3)} and ${exact(high.high, 3)}. Hollow candles rose, filled ones fell.`
  )
}

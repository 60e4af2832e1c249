import { useMemo, useRef } from 'react'
import { Prices } from '../../charts/index.tsx'
import { useRows } from '../../data/answers.ts'
import type { Candle } from '../../data/contract.ts'
import { choices, Select, Switch } from '../../parts/controls.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { compare, quote } from '../../text/decimals.ts'
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
  /** What the outcome is called. */
  readonly label: string | null
  /** The outcome to show where the venue's list of them has not come and only trades tell them. */
  readonly wanted: string | undefined
  onWanted(outcome_id: string): void
  readonly unit: string
  onUnit(unit: string): void
}

/** What was paid over time for the chosen outcome. */
export function PriceHistory({ name, label, wanted, onWanted, unit, onUnit }: PriceHistoryProps) {
  const shot = useRef<() => Promise<Blob>>(undefined)
  const question = {
    steps: ['markets', name.venue, name.id, 'candles'],
    query: { unit, outcome_id: name.outcome_id, limit: MOST },
  }
  const query = useRows<Candle>(question)
  const all = useMemo(() => query.data?.rows ?? [], [query.data])
  const outcomes = useMemo(() => [...new Set(all.map(({ outcome_id }) => outcome_id))], [all])
  const outcome = name.outcome_id ?? wanted ?? outcomes.at(-1)
  const rows = useMemo(() => all.filter(({ outcome_id }) => outcome_id === outcome), [all, outcome])
  return (
    <Figure
      title={outcome === undefined ? 'Price' : `Price of “${label ?? outcome}”`}
      sentence={rows.length === 0 ? undefined : range(rows)}
      question={question}
      answer={query.data}
      picture={rows.length === 0 ? undefined : async () => (await shot.current?.()) ?? new Blob()}
      controls={
        <span className="switches">
          {outcomes.length > 1 && (
            <Select label="Outcome" value={outcome ?? ''} choices={choices(outcomes)} onChange={onWanted} />
          )}
          <Switch label="Length of a candle" value={unit} choices={UNITS} onChange={onUnit} />
        </span>
      }
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
    `From ${quote(first.open)} on ${minute(first.start_at)} to ${quote(last.close)} on ${minute(last.start_at)}, ` +
    `between ${quote(low.low)} and ${quote(high.high)}. Hollow candles rose, filled ones fell.`
  )
}

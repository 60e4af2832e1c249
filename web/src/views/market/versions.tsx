import { useMemo, useState } from 'react'
import { useRows } from '../../data/answers.ts'
import type { MarketRow } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { decimal, quote } from '../../text/decimals.ts'
import { minute, moment } from '../../text/instants.ts'

/** What is told of a version, and how it is written. */
const FIELDS: readonly (readonly [column: string, name: string, write: (value: string) => string])[] = [
  ['question', 'Question', String],
  ['status', 'Status', String],
  ['resolution', 'Result', String],
  ['last_price', 'Price', quote],
  ['best_bid', 'Bid', quote],
  ['best_ask', 'Ask', quote],
  ['volume', 'Volume, by the venue', (value) => decimal(value, { digits: 2 })],
  ['open_interest', 'Open interest', (value) => decimal(value, { digits: 2 })],
  ['opened_at', 'Opened', minute],
  ['closes_at', 'Closes', minute],
  ['resolved_at', 'Resolved', minute],
  ['updated_at', 'Changed, by the venue', minute],
]

type VersionsProps = { readonly venue: string; readonly id: string }

/** What the venue said of the market, as this lake learnt it: a slider goes through the versions. */
export function Versions({ venue, id }: VersionsProps) {
  const question = { steps: ['markets', venue, id, 'versions'], query: { limit: 500 } }
  const query = useRows<MarketRow>(question)
  const versions = useMemo(
    () => [...(query.data?.rows ?? [])].sort((a, b) => (a.seen_at < b.seen_at ? -1 : 1)),
    [query.data],
  )
  return (
    <Figure
      title="As of"
      sentence="What the venue said of this market at the time, as this lake learnt it; what changed with a version is set in bold."
      question={question}
      answer={query.data}
    >
      <Answered query={query} what="the versions">
        {() =>
          versions.length === 0 ? (
            <Empty>The market itself has not come yet, only trades in it.</Empty>
          ) : (
            <Slider key={versions.length} versions={versions} />
          )
        }
      </Answered>
    </Figure>
  )
}

function Slider({ versions }: { readonly versions: readonly MarketRow[] }) {
  const [at, setAt] = useState(versions.length - 1)
  const [version, before] = [versions[at]!, versions[at - 1]]
  const seen = moment(version.seen_at).slice(0, 19)
  return (
    <>
      <label className="slider">
        <span>
          Version {at + 1} of {versions.length}, seen {seen}
        </span>
        <input
          type="range"
          min={0}
          max={versions.length - 1}
          value={at}
          disabled={versions.length === 1}
          aria-valuetext={`Version ${at + 1}, seen ${seen}`}
          onChange={(event) => setAt(Number(event.target.value))}
        />
      </label>
      <dl className="facts">
        {FIELDS.filter(([column]) => versions.some((row) => row[column] !== null)).map(([column, name, write]) => (
          <Field key={column} name={name} write={write} now={version[column]} before={before?.[column]} />
        ))}
      </dl>
    </>
  )
}

type Value = MarketRow[string] | undefined
type FieldProps = { readonly name: string; readonly now: Value; readonly before: Value; write(value: string): string }

function Field({ name, now, before, write }: FieldProps) {
  const say = (value: Value) => (value === null || value === undefined ? 'unknown' : write(String(value)))
  const hasChanged = before !== undefined && before !== now
  return (
    <div>
      <dt>{name}</dt>
      <dd className={hasChanged ? 'changed' : undefined}>
        {say(now)}
        {hasChanged && <span className="was"> was {say(before)}</span>}
      </dd>
    </div>
  )
}

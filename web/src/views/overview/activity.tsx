import { useState } from 'react'
import { Bars } from '../../charts/index.tsx'
import { useRows } from '../../data/answers.ts'
import type { Activity as Bucket, Overview } from '../../data/contract.ts'
import { choices, Switch } from '../../parts/controls.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Answered } from '../../parts/states.tsx'
import { Venue } from '../../parts/venue.tsx'
import { compare, decimal, sum } from '../../text/decimals.ts'
import { day, daysBefore, minute } from '../../text/instants.ts'
import { titleOf } from '../../text/venues.ts'

const UNITS = [
  { value: 'day', label: 'By day' },
  { value: 'hour', label: 'By hour' },
]
/** Days that are shown: as many buckets as a bar each can show. */
const DAYS: Readonly<Record<Unit, number>> = { day: 90, hour: 7 }
const MEASURES = ['trades', 'volume', 'notional'] as const
type Unit = 'day' | 'hour'
type Measure = (typeof MEASURES)[number]

type ActivityProps = { readonly latest: string; readonly venues: readonly Overview[] }

/** Trading over time, a chart for each venue. */
export function Activity({ latest, venues }: ActivityProps) {
  const [unit, setUnit] = useState<Unit>('day')
  const [measure, setMeasure] = useState<Measure>('trades')
  const question = { steps: ['activity'], query: { unit, since: daysBefore(latest, DAYS[unit]) } }
  const query = useRows<Bucket>(question)
  return (
    <Figure
      title="Activity"
      sentence={query.data === undefined ? undefined : busiest(query.data.rows, unit, measure)}
      question={question}
      answer={query.data}
      picture="svg"
      controls={
        <span className="switches">
          <Switch label="Length of a bar" value={unit} choices={UNITS} onChange={(value) => setUnit(value as Unit)} />
          <Switch
            label="What is counted"
            value={measure}
            choices={choices(MEASURES, capital)}
            onChange={(value) => setMeasure(value as Measure)}
          />
        </span>
      }
    >
      <Answered query={query} what="the activity">
        {({ rows }) =>
          venues.map(({ venue, last_traded_at }) => {
            const buckets = rows.filter((row) => row.venue === venue)
            return buckets.length === 0 ? (
              <Silent key={venue} venue={venue} last={last_traded_at} />
            ) : (
              <One key={venue} {...{ venue, unit, measure, latest, buckets }} />
            )
          })
        }
      </Answered>
    </Figure>
  )
}

type OneProps = {
  readonly venue: string
  readonly buckets: readonly Bucket[]
  readonly unit: Unit
  readonly measure: Measure
  readonly latest: string
}

function One({ venue, buckets, unit, measure, latest }: OneProps) {
  const total = decimal(sum(buckets.map((bucket) => bucket[measure])))
  return (
    <div className="small-multiple">
      <h3>
        <Venue venue={venue} />
        <span className="quiet">
          {total} {measure}
        </span>
      </h3>
      <Bars
        name={`${titleOf(venue)}: ${total} ${measure}`}
        label={`${capital(measure)} of ${titleOf(venue)} by ${unit}, ${total} in all.`}
        {...{ venue, unit, measure, latest, buckets, days: DAYS[unit] }}
      />
    </div>
  )
}

/** A venue that did not trade in the time that is shown. */
function Silent({ venue, last }: { readonly venue: string; readonly last: string | null }) {
  return (
    <div className="small-multiple">
      <h3>
        <Venue venue={venue} />
        <span className="quiet">no trades in this time{last !== null && `, the last one ${minute(last)}`}</span>
      </h3>
    </div>
  )
}

const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1)

/** The sentence below the title: where and when most happened. */
function busiest(rows: readonly Bucket[], unit: string, measure: Measure): string {
  const most = rows.reduce<Bucket | undefined>(
    (best, row) => (best === undefined || compare(row[measure], best[measure]) > 0 ? row : best),
    undefined,
  )
  if (most === undefined) return 'Each venue has a scale of its own.'
  const when = unit === 'day' ? day(most.start_at) : minute(most.start_at)
  return `The busiest ${unit} was ${when} at ${titleOf(most.venue)} with ${decimal(most[measure])} ${measure}. Each venue has a scale of its own.`
}

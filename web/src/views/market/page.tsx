import { useState } from 'react'
import { Prices } from '../../charts/index.tsx'
import { useOne } from '../../data/answers.ts'
import type { Market } from '../../data/contract.ts'
import { Answered } from '../../parts/states.tsx'
import { useWords } from '../../shell/router.tsx'
import { Book } from './book.tsx'
import { Headline } from './headline.tsx'
import { Outcomes } from './outcomes.tsx'
import { PriceHistory } from './price-history.tsx'
import { Rules } from './rules.tsx'
import { Tape } from './tape.tsx'
import { Versions } from './versions.tsx'

Prices.ahead()

/** One market: its prices, trades, outcomes, and how the venue has changed what it says of it. */
export default function Page() {
  const [{ venue = '', id = '', outcome }, change] = useWords()
  const question = { steps: ['markets', venue, id] }
  const query = useOne<Market>(question)
  const [candles, setCandles] = useState('1h')
  return (
    <Answered query={query} what="the market">
      {(answer) => {
        const { row } = answer
        const chosen = row.outcomes.find(({ outcome_id }) => outcome_id === outcome) ?? row.outcomes[0]
        const name = { venue, id, outcome_id: chosen?.outcome_id }
        return (
          <>
            <Headline market={row} id={id} venue={venue} />
            <div className="columns two" key={`${venue} ${id}`}>
              <div>
                <PriceHistory
                  name={name}
                  label={chosen?.label ?? null}
                  wanted={outcome}
                  onWanted={(outcome_id) => change({ outcome: outcome_id })}
                  unit={candles}
                  onUnit={setCandles}
                />
                <Tape name={name} outcomes={row.outcomes} />
              </div>
              <div>
                <Outcomes
                  question={question}
                  answer={answer}
                  chosen={chosen?.outcome_id}
                  onChoose={(outcome_id) => change({ outcome: outcome_id })}
                />
                <Versions venue={venue} id={id} />
                <Book venue={venue} id={id} outcomes={row.outcomes} />
                <Rules market={row} />
              </div>
            </div>
          </>
        )
      }}
    </Answered>
  )
}

import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Calendar } from '../../charts/index.tsx'
import type { Question } from '../../data/answers.ts'
import type { LedgerRow, Rows } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Table, table } from './calendar.ts'

type LedgerCalendarProps = { readonly question: Question; readonly query: UseQueryResult<Rows<LedgerRow>> }

/** Which days of each resource are proved. */
export function LedgerCalendar({ question, query }: LedgerCalendarProps) {
  const calendar = useMemo(() => table(query.data?.rows ?? []), [query.data])
  return (
    <Figure
      title="Ledger"
      sentence={calendar === undefined ? undefined : sentence(calendar)}
      question={question}
      answer={query.data}
      picture="svg"
    >
      <Answered query={query} what="the ledger">
        {() =>
          calendar === undefined ? (
            <Empty>Nothing is proved of any time yet.</Empty>
          ) : (
            <>
              <ul className="key marks">
                <li className="full">proved</li>
                <li className="part">proved in part</li>
                <li className="suspect">suspect</li>
                <li className="hole">hole</li>
              </ul>
              <Calendar label={sentence(calendar)} {...calendar} />
            </>
          )
        }
      </Answered>
    </Figure>
  )
}

function sentence({ days, lines, cells }: Table): string {
  const holes = cells.filter(({ state }) => state === 'hole').length
  const lack = holes === 0 ? 'No day between two proved ones is a hole' : `${holes} days between proved ones are holes`
  return `The last ${days.length} days of ${lines.length} resources, a square for each day (UTC). ${lack}.`
}

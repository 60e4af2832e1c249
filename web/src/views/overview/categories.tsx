import { useMemo } from 'react'
import { HorizontalBars } from '../../charts/index.tsx'
import { useRows } from '../../data/answers.ts'
import type { CategoryActivity } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { Venue } from '../../parts/venue.tsx'
import { compare, decimal, sum } from '../../text/decimals.ts'
import { daysBefore } from '../../text/instants.ts'

const DAYS = 7
/** Categories that are shown. */
const SHOWN = 14

type Share = { readonly category: string; readonly venue: string; readonly trades: string }

/** What the trades of the last days were about. */
export function Categories({ latest }: { readonly latest: string }) {
  const question = { steps: ['categories'], query: { since: daysBefore(latest, DAYS) } }
  const query = useRows<CategoryActivity>(question)
  const shares = useMemo(() => leading(query.data?.rows ?? []), [query.data])
  const [first] = shares
  return (
    <Figure
      title="Categories"
      sentence={
        first &&
        `Trades of the last ${DAYS} days by the venues' own categories; ${first.category} leads with ${decimal(totalOf(shares, first.category))}.`
      }
      question={question}
      answer={query.data}
      picture="svg"
    >
      <Answered query={query} what="the categories">
        {() =>
          shares.length === 0 ? (
            <Empty>Nothing was traded in this time.</Empty>
          ) : (
            <>
              <ul className="key">
                {[...new Set(shares.map(({ venue }) => venue))].map((venue) => (
                  <li key={venue}>
                    <Venue venue={venue} />
                  </li>
                ))}
              </ul>
              <HorizontalBars label={`Trades by category: ${spoken(shares)}.`} shares={shares} />
            </>
          )
        }
      </Answered>
    </Figure>
  )
}

const totalOf = (shares: readonly Share[], category: string): string =>
  sum(shares.filter((share) => share.category === category).map(({ trades }) => trades))

/** Trades by category and venue, the largest categories first. */
function leading(rows: readonly CategoryActivity[]): Share[] {
  const groups = Map.groupBy(
    rows.filter(({ venue, category }) => venue !== 'all' && category !== 'all'),
    ({ category, venue }) => JSON.stringify([category ?? 'without category', venue]),
  )
  const shares = [...groups].map(([key, members]) => {
    const [category, venue] = JSON.parse(key) as [string, string]
    return { category, venue, trades: sum(members.map(({ trades }) => trades)) }
  })
  const totals = new Map(shares.map(({ category }) => [category, totalOf(shares, category)]))
  const order = [...totals].sort(([, a], [, b]) => compare(b, a)).slice(0, SHOWN)
  return order.flatMap(([category]) => shares.filter((share) => share.category === category))
}

const spoken = (shares: readonly Share[]): string =>
  [...new Set(shares.map(({ category }) => category))]
    .map((category) => `${category} ${decimal(totalOf(shares, category))}`)
    .join(', ')

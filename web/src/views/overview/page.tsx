import { useRows } from '../../data/answers.ts'
import type { Overview } from '../../data/contract.ts'
import { Activity } from './activity.tsx'
import { Categories } from './categories.tsx'
import { Movers } from './movers.tsx'
import { Venues } from './venues.tsx'

const QUESTION = { steps: ['overview'] }

/** How fresh each venue is, how much is traded, what has moved. */
export default function Page() {
  const query = useRows<Overview>(QUESTION)
  const venues = query.data?.rows ?? []
  const traded = venues.flatMap(({ last_traded_at }) => last_traded_at ?? [])
  const latest = traded.length === 0 ? undefined : traded.reduce((a, b) => (a > b ? a : b))
  return (
    <>
      <h1 className="unseen">Overview</h1>
      <div className="columns two">
        <div>
          <Venues question={QUESTION} query={query} />
          {latest !== undefined && (
            <>
              <Activity latest={latest} venues={venues} />
              <Categories latest={latest} />
            </>
          )}
        </div>
        <div>
          <Movers />
        </div>
      </div>
    </>
  )
}

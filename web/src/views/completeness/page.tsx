import { useRows } from '../../data/answers.ts'
import type { LedgerRow } from '../../data/contract.ts'
import { Coverage } from './coverage.tsx'
import { DriftTable } from './drift.tsx'
import { LedgerCalendar } from './ledger-calendar.tsx'
import { RejectTable } from './rejects.tsx'
import { Unproved } from './unproved.tsx'

/** Slices that are drawn; more than a calendar can show apart. */
const MOST = 10_000
const QUESTION = { steps: ['ledger'], query: { limit: MOST } }

/** What has been asked of the venues, and how it is known that nothing is missing. */
export default function Page() {
  const query = useRows<LedgerRow>(QUESTION)
  return (
    <>
      <h1>Completeness</h1>
      <p className="lede">
        Every question to a venue stands in the ledger, with what its answer proved. What no answer covers is a hole,
        and shows here as one.
      </p>
      <div className="columns even">
        <div>
          <LedgerCalendar question={QUESTION} query={query} />
          <Unproved question={QUESTION} query={query} />
          <RejectTable />
          <DriftTable />
        </div>
        <div>
          <Coverage />
        </div>
      </div>
    </>
  )
}

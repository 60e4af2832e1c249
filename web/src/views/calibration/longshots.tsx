import { LongshotBars } from '../../charts/index.tsx'
import { useRows } from '../../data/answers.ts'
import type { LongshotBin } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { decimal } from '../../text/decimals.ts'
import { before } from './cut.ts'

/** What a stake on everything of a price would have brought. */
export function Longshots({ venue, horizon }: { readonly venue: string; readonly horizon: string }) {
  const question = { steps: ['longshot'], query: { venue, horizon } }
  const query = useRows<LongshotBin>(question)
  const bins = query.data?.rows ?? []
  return (
    <Figure
      title="Longshot bias"
      sentence={bins.length === 0 ? undefined : bias(bins, horizon)}
      question={question}
      answer={query.data}
      picture="svg"
    >
      <Answered query={query} what="the returns">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No market like this has been resolved and was traded by then.</Empty>
          ) : (
            <LongshotBars label={bias(rows, horizon)} venue={venue} bins={rows} />
          )
        }
      </Answered>
    </Figure>
  )
}

/** The sentence: what the cheapest and the dearest brought. */
function bias(bins: readonly LongshotBin[], horizon: string): string {
  const sorted = bins.toSorted((a, b) => Number(a.bin) - Number(b.bin))
  const [cheap, dear] = [sorted[0]!, sorted.at(-1)!]
  const range = ({ bin }: LongshotBin) => `${Number(bin) / 10} to ${(Number(bin) + 1) / 10}`
  const gain = (bin: LongshotBin) => `${decimal(bin.return, { digits: 1, shift: 2, signed: true })} %`
  return (
    `A unit staked ${before(horizon)} on each outcome at ${range(cheap)} returned ${gain(cheap)} on average` +
    `${cheap === dear ? '' : `, on each at ${range(dear)} ${gain(dear)}`}; fees are not counted.`
  )
}

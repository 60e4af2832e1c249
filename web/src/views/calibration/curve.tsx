import { CalibrationCurve } from '../../charts/index.tsx'
import { useRows } from '../../data/answers.ts'
import type { CalibrationBin } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { compare, decimal, percent, price, sum } from '../../text/decimals.ts'
import { before, type Cut } from './cut.ts'

const COLUMNS: readonly Column<CalibrationBin>[] = [
  {
    id: 'bin',
    header: 'Prices',
    isName: true,
    cell: ({ bin }) => <span className="nowrap">{range(Number(bin))}</span>,
  },
  { id: 'outcomes', header: 'Outcomes', isNumber: true, cell: (row) => decimal(row.outcomes) },
  { id: 'mean_price', header: 'Mean price', isNumber: true, from: 1, cell: (row) => price(row.mean_price) },
  { id: 'share', header: 'Came true', isNumber: true, cell: (row) => price(row.share) },
  {
    id: 'low',
    header: '95 % interval',
    isNumber: true,
    from: 1,
    cell: (row) => `${price(row.low)} to ${price(row.high)}`,
  },
]

/** Prices against what became of them. */
export function Curve({ cut }: { readonly cut: Cut }) {
  const question = { steps: ['calibration'], query: cut }
  const query = useRows<CalibrationBin>(question)
  const bins = query.data?.rows ?? []
  return (
    <Figure
      title="Calibration curve"
      sentence={bins.length === 0 ? undefined : verdict(bins, cut.horizon)}
      question={question}
      answer={query.data}
      picture="svg"
    >
      <Answered query={query} what="the calibration">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No market like this has been resolved and was traded by then. A wider cut will find some.</Empty>
          ) : (
            <>
              <CalibrationCurve label={verdict(rows, cut.horizon)} venue={cut.venue} bins={rows} />
              <Table caption="Calibration by price" rows={rows} columns={COLUMNS} keyOf={({ bin }) => String(bin)} />
            </>
          )
        }
      </Answered>
    </Figure>
  )
}

const range = (bin: number): string => `${(bin / 20).toFixed(2)} to ${((bin + 1) / 20).toFixed(2)}`

/** The sentence: in how many bins chance alone explains the difference. */
function verdict(bins: readonly CalibrationBin[], horizon: string): string {
  const good = bins.filter((bin) => compare(bin.low, bin.mean_price) <= 0 && compare(bin.mean_price, bin.high) <= 0)
  const [low] = bins.toSorted((a, b) => compare(a.mean_price, b.mean_price))
  return (
    `In ${good.length} of ${bins.length} bins the price, taken ${before(horizon)}, lies within the 95 % interval of what came true; ` +
    `${decimal(sum(bins.map(({ outcomes }) => String(outcomes))))} outcomes in all. ` +
    `Of the cheapest, at ${price(low!.mean_price)} on average, ${percent(low!.share)} % came true.`
  )
}

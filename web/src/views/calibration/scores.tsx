import { useRows } from '../../data/answers.ts'
import type { Score } from '../../data/contract.ts'
import { Switch } from '../../parts/controls.tsx'
import { Figure } from '../../parts/figure.tsx'
import { Answered, Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { Venue } from '../../parts/venue.tsx'
import { compare, decimal, percent } from '../../text/decimals.ts'
import { titleOf } from '../../text/venues.ts'
import { before, type Cut, HORIZONS } from './cut.ts'

const DIMENSIONS = [
  { value: 'venue', label: 'Venues' },
  { value: 'category', label: 'Categories' },
  { value: 'horizon', label: 'Times' },
  { value: 'volume_band', label: 'Volumes' },
]

type Figures = 'brier' | 'reliability' | 'resolution' | 'uncertainty' | 'log_score'

const score = (id: Figures, header: string, from?: 1 | 2 | 3 | 4): Column<Score> => ({
  id,
  header,
  isNumber: true,
  value: (row) => row[id],
  cell: (row) => decimal(row[id], { digits: 4 }),
  ...(from !== undefined && { from }),
})

const columnsBy = (by: keyof Cut): readonly Column<Score>[] => [
  {
    id: by,
    header: DIMENSIONS.find(({ value }) => value === by)!.label,
    isName: true,
    value: (row) => row[by],
    cell: (row) => (by === 'venue' && row.venue !== 'all' ? <Venue venue={row.venue} /> : nameOf(by, row[by])),
  },
  {
    id: 'outcomes',
    header: 'Outcomes',
    isNumber: true,
    value: (row) => row.outcomes,
    cell: (row) => decimal(row.outcomes),
  },
  score('brier', 'Brier'),
  {
    id: 'interval',
    header: '95 % interval',
    isNumber: true,
    from: 4,
    cell: (row) => `${decimal(row.brier_low, { digits: 4 })} to ${decimal(row.brier_high, { digits: 4 })}`,
  },
  score('reliability', 'Reliability', 2),
  score('resolution', 'Resolution', 2),
  score('uncertainty', 'Uncertainty', 2),
  score('log_score', 'Log', 1),
  {
    id: 'skill',
    header: 'Skill, %',
    isNumber: true,
    value: (row) => row.skill,
    cell: (row) => percent(row.skill),
  },
]

type ScoresProps = { readonly cut: Cut; readonly by: string; onBy(by: string): void }

/** Scores side by side, along one of the ways to cut. */
export function Scores({ cut, by: word, onBy }: ScoresProps) {
  const by = (DIMENSIONS.find(({ value }) => value === word)?.value ?? 'venue') as keyof Cut
  const question = { steps: ['scores'], query: { ...cut, [by]: undefined } }
  const query = useRows<Score>(question)
  return (
    <Figure
      title="Scores"
      sentence={query.data === undefined ? undefined : best(query.data.rows, by, cut.horizon)}
      question={question}
      answer={query.data}
      controls={<Switch label="Side by side" value={by} choices={DIMENSIONS} onChange={onBy} />}
    >
      <Answered query={query} what="the scores">
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty>No market like this has been resolved and was traded by then.</Empty>
          ) : (
            <Table caption="Scores" rows={inOrder(rows, by)} columns={columnsBy(by)} keyOf={(row) => row[by]} />
          )
        }
      </Answered>
    </Figure>
  )
}

const nameOf = (by: keyof Cut, value: string): string =>
  by === 'horizon' ? before(value) : by === 'venue' && value !== 'all' ? titleOf(value) : value

/** Largest first, times from the latest to the earliest. */
function inOrder(rows: readonly Score[], by: keyof Cut): readonly Score[] {
  const at = (row: Score) => HORIZONS.findIndex(({ value }) => value === row.horizon)
  return rows.toSorted((a, b) => (by === 'horizon' ? at(a) - at(b) : compare(b.outcomes, a.outcomes)))
}

function best(rows: readonly Score[], by: keyof Cut, horizon: string): string {
  const [first] = rows
    .filter((row) => row[by] !== 'all' && row.skill !== null)
    .toSorted((a, b) => compare(b.skill, a.skill))
  const rule =
    'A Brier score of 0 is perfect, 0.25 what a constant 0.5 gets; skill is against always saying the base rate.'
  if (first === undefined) return rule
  const when = by === 'horizon' ? '' : `, ${before(horizon)}`
  return `${rule} Most skill${when}: ${nameOf(by, first[by])} with ${percent(first.skill)} %.`
}

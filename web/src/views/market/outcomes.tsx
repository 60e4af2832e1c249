import type { Question } from '../../data/answers.ts'
import type { Market, One, Outcome } from '../../data/contract.ts'
import { Figure } from '../../parts/figure.tsx'
import { Empty } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { price } from '../../text/decimals.ts'

type OutcomesProps = {
  readonly question: Question
  readonly answer: One<Market>
  readonly chosen: string | undefined
  onChoose(outcome_id: string): void
}

/** What can be bought; choosing one shows its prices. */
export function Outcomes({ question, answer, chosen, onChoose }: OutcomesProps) {
  const { outcomes } = answer.row
  const columns: readonly Column<Outcome>[] = [
    {
      id: 'label',
      header: 'Outcome',
      isName: true,
      cell: (outcome) => (
        <label className="pick">
          <input
            type="radio"
            name="outcome"
            checked={outcome.outcome_id === chosen}
            onChange={() => onChoose(outcome.outcome_id)}
          />
          {outcome.label ?? outcome.outcome_id}
        </label>
      ),
    },
    { id: 'last_price', header: 'Last trade', isNumber: true, cell: (outcome) => price(outcome.last_price) },
    { id: 'price', header: 'By the venue', isNumber: true, cell: (outcome) => price(outcome.price) },
    { id: 'is_winner', header: 'Won', cell: ({ is_winner }) => (is_winner === null ? '' : is_winner ? 'yes' : 'no') },
  ]
  return (
    <Figure title="Outcomes" question={question} answer={answer}>
      {outcomes.length === 0 ? (
        <Empty>The venue names no outcomes.</Empty>
      ) : (
        <Table caption="Outcomes" rows={outcomes} columns={columns} keyOf={({ outcome_id }) => outcome_id} />
      )}
    </Figure>
  )
}

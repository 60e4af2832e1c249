import { useRows } from '../data/answers.ts'
import type { Run } from '../data/contract.ts'
import { Figure } from '../parts/figure.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { decimal, UNKNOWN } from '../text/decimals.ts'
import { moment, span } from '../text/instants.ts'

const QUESTION = { steps: ['runs'], query: { limit: 200 } }

const ENDS: Readonly<Record<string, string>> = { 0: 'done', 1: 'failed', 2: 'wrong use', 75: 'try again later' }

const count = (id: 'requests' | 'records' | 'rows' | 'duplicates' | 'rejects', header: string, from?: 1 | 2 | 3) =>
  ({
    id,
    header,
    isNumber: true,
    value: (run) => run[id],
    cell: (run) => decimal(run[id]),
    ...(from !== undefined && { from }),
  }) satisfies Column<Run>

const COLUMNS: readonly Column<Run>[] = [
  {
    id: 'started_at',
    header: 'Started',
    value: (run) => run.started_at,
    cell: (run) => moment(run.started_at).slice(0, 19),
  },
  {
    id: 'command',
    header: 'Command',
    isName: true,
    value: (run) => run.command,
    cell: (run) => <code>{run.command}</code>,
  },
  { id: 'took', header: 'Took', isNumber: true, from: 2, value: seconds, cell: took },
  { id: 'end', header: 'End', value: end, cell: end },
  count('requests', 'Requests', 2),
  count('records', 'Records', 1),
  count('duplicates', 'Known', 3),
  count('rows', 'Rows', 2),
  count('rejects', 'Rejects'),
  { id: 'message', header: 'Message', from: 3, cell: (run) => run.message ?? '' },
]

function seconds({ started_at, ended_at }: Run): number | null {
  return ended_at === null ? null : (Date.parse(ended_at) - Date.parse(started_at)) / 1000
}

function took(run: Run): string {
  const length = seconds(run)
  return length === null ? UNKNOWN : length < 60 ? `${length.toFixed(1)} s` : span(length)
}

/** How it ended, in the words of the exit codes. */
function end({ ended_at, exit_code }: Run): string {
  if (exit_code === null) return ended_at === null ? 'running or killed' : UNKNOWN
  return ENDS[String(exit_code)] ?? `code ${exit_code}`
}

/** What has been run, when, and how it ended. */
export default function Runs() {
  const query = useRows<Run>(QUESTION)
  return (
    <>
      <h1>Runs</h1>
      <Figure
        title="Latest runs"
        sentence="Every command that wrote into this lake, newest first; a run that publishes this page's snapshot has not ended in it."
        question={QUESTION}
        answer={query.data}
      >
        <Answered query={query} what="the runs">
          {({ rows }) =>
            rows.length === 0 ? (
              <Empty>Nothing has run yet. “oddslake sync” mirrors the venues, “oddslake demo” a simulated one.</Empty>
            ) : (
              <Table caption="Runs" rows={rows} columns={COLUMNS} keyOf={(run) => run.run_id} />
            )
          }
        </Answered>
      </Figure>
    </>
  )
}

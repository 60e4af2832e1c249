import { useRows } from '../data/answers.ts'
import type { Run } from '../data/contract.ts'
import { Figure } from '../parts/figure.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { decimal, UNKNOWN } from '../text/decimals.ts'
import { minute, span } from '../text/instants.ts'

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
    descends: true,
    value: (run) => run.started_at,
    cell: started,
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

function started({ started_at }: Run) {
  return (
    <time className="nowrap" dateTime={started_at} title={started_at}>
      <span className="from-1">{started_at.slice(0, 5)}</span>
      {minute(started_at).slice(5)}
      <span className="from-1">{started_at.slice(16, 19)}</span>
    </time>
  )
}

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
        sentence="Every command that wrote into this lake, newest first; the one that published this snapshot had not ended then."
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

import { type Command, Option } from 'commander'
import { UserError } from '../../core/errors.ts'
import { STATUSES } from '../../core/wanted.ts'
import { countOf } from '../arguments.ts'
import type { Effects } from '../effects.ts'
import type { SyncOptions } from '../line.ts'
import { select } from '../selection.ts'
import type { Register } from './index.ts'

/** Options that `sync` and `pull` share. */
function withPullOptions(command: Command): Command {
  return command
    .argument('[venue[/resource]...]', 'what to mirror; the default set of every venue when left out')
    .option('--full', 'ask for everything again; unchanged records are counted, not stored')
    .option('--fresh', 'begin half-walked slices anew; what they brought is kept')
    .option('--since <when>', 'start of time windows: an ISO date or instant (UTC), or a span such as 24h, 30d')
    .option('--until <when>', 'their end')
    .option(
      '--limit <n>',
      'only so many markets or users; of what is asked for by market, of so many markets',
      countOf('--limit'),
    )
    .option('--max-records <n>', 'stop each resource after about so many records', countOf('--max-records'))
    .option('--market <id...>', 'only these markets')
    .option('--trader <id...>', 'only these traders')
    .addOption(new Option('--status <status>', 'only markets of this status').choices(STATUSES))
    .option('--chunk-size <n>', 'records per request, where a page may hold more', countOf('--chunk-size'))
    .option(
      '--timeout <seconds>',
      'stop asking after this long; what was received is kept and the next run goes on',
      seconds,
    )
    .option('--dry-run', 'print what would be asked, with its cost in requests and minutes, and stop')
    .option('--yes', 'do not ask before a plan of more than ten minutes')
    .option('--json', 'print events as JSON lines on stdout')
    .addOption(new Option('-v, --verbose', 'also show requests and retries'))
}

/** `oddslake sync`: the main job. */
export const sync: Register = (program, effects, finish) => {
  withPullOptions(program.command('sync').description('pull, load, build and publish: mirror what is new'))
    .addHelpText('after', HELP)
    .action(async (names: string[], options: SyncOptions) => finish(await start(effects, names, options)))
}

/** `oddslake pull`: the first step alone. */
export const pull: Register = (program, effects, finish) => {
  withPullOptions(
    program.command('pull').description('ask the venues and keep every record exactly as received (bronze)'),
  ).action(async (names: string[], options: SyncOptions) =>
    finish(await start(effects, names, { ...options, only: 'pull' })),
  )
}

async function start(effects: Effects, names: string[], options: SyncOptions): Promise<number> {
  const selected = select(names)
  const { runLine } = await import('../line.ts')
  return runLine(effects, selected, { ...options, anywhere: names.length === 0 })
}

/** Timers cannot wait for much longer. */
const MOST_SECONDS = 30 * 86_400

function seconds(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= MOST_SECONDS))
    throw new UserError(`--timeout takes seconds above 0 and up to ${MOST_SECONDS} (30 days), got "${text}".`)
  return value
}

const HELP = `
Examples:
  $ oddslake sync kalshi                         series, events, markets and the last 30 days of trades
  $ oddslake sync kalshi --since 2026-01-01      trades since New Year
  $ oddslake sync kalshi/trades --since 24h      only trades, only the last day
  $ oddslake sync kalshi/mve_markets             combination markets, which are left out by default
  $ oddslake sync kalshi --limit 20              a first look: 20 events, 20 markets and their trades
  $ oddslake sync kalshi/trades --status open    the whole history of the markets that are open now
Run it again at any time: it asks only for what is new, and goes on where a stopped run left off.
A resource that you name refuses an option that it cannot follow; one that comes with its venue says that it was left
out (--market, --trader) or asked as always. --since and --until are about time windows and say nothing to the others.`

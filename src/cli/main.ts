import { Command, CommanderError } from 'commander'
import { OddslakeError, unknownName } from '../core/errors.ts'
import { VERSION } from '../core/version.ts'
import { asOurs } from '../engine/errors.ts'
import { COMMANDS } from './commands/index.ts'
import type { Effects } from './effects.ts'

/** Runs one command line. Gives the exit code; the only place that catches what commands throw. */
export async function run(args: readonly string[], effects: Effects): Promise<number> {
  let exitCode = 0
  const program = new Command('oddslake')
    .description('Mirrors prediction markets into a lakehouse you own: exact records, one clean model, answers in SQL.')
    .version(VERSION, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeOut: effects.out, writeErr: effects.err, outputError: (text, write) => write(text) })
    .showHelpAfterError('Run the command with --help to see its options.')
    .addHelpText('after', EXAMPLES)
  for (const command of COMMANDS) {
    command(program, effects, (code) => {
      exitCode = code
    })
  }
  program.on('command:*', ([name]: string[]) => {
    throw unknownName(
      'command',
      name ?? '',
      program.commands.map((c) => c.name()),
    )
  })
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeOut: effects.out, writeErr: effects.err })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return explain(error, effects)
  }
}

function explain(thrown: unknown, effects: Effects): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
  const error = asOurs(thrown)
  if (error instanceof OddslakeError) {
    effects.err(`${error.message}\n`)
    return error.exitCode
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  effects.err(`This is a bug in oddslake. Please report it with these lines:\n${stack}\n`)
  return 1
}

const EXAMPLES = `
First steps:
  $ oddslake demo                    mirror a simulated exchange, no network needed
  $ oddslake init                    write a commented config and .env.example
  $ oddslake sync kalshi --dry-run   see what would be asked, and how long it takes
  $ oddslake sync kalshi             mirror Kalshi: series, events, markets, 30 days of trades
  $ oddslake query "select * from gold.venue_activity_daily order by day"

Exit codes: 0 done · 1 failed, or rejects over the threshold · 2 wrong use · 75 try again later`

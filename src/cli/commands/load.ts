import type { LoadOptions } from '../reload.ts'
import type { Register } from './index.ts'

/** `oddslake load`: bronze → silver. */
export const load: Register = (program, effects, finish) => {
  program
    .command('load')
    .description('read what bronze holds and silver does not, refuse what breaks a contract, merge the rest by key')
    .option('--rebuild', 'forget silver and gold, and read all of bronze again; asks no venue')
    .option('--into <url>', 'fill another warehouse from the same lake: duckdb:PATH, postgres://… or clickhouse://…')
    .option('--dry-run', 'print how many files and records wait, and stop')
    .option('--json', 'print the result as JSON on stdout')
    .action(async (options: LoadOptions) => {
      const { runLoad } = await import('../reload.ts')
      finish(await runLoad(effects, options))
    })
}

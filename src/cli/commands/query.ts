import { Option } from 'commander'
import { FORMATS, type Format } from '../formats.ts'
import type { Register } from './index.ts'

/** `oddslake query`: read-only SQL over the published snapshot. */
export const query: Register = (program, effects, finish) => {
  program
    .command('query')
    .description('answer a question in SQL (DuckDB dialect, read-only) from the last published snapshot')
    .argument('<sql>', 'one statement; tables are silver.trades, gold.candles_1h, … (see "oddslake schema")')
    .addOption(new Option('--format <format>', 'how to print the answer').choices(FORMATS).default('table'))
    .addHelpText('after', HELP)
    .action(async (sql: string, options: { format: Format }) => {
      const { answer } = await import('../answer.ts')
      finish(await answer(effects, sql, options.format))
    })
}

const HELP = `
In json and ndjson, decimals and 64-bit integers are strings, so that no digit is lost; instants are ISO 8601, UTC.
It can be run while a sync is writing: it reads the snapshot that was current when it started.

Examples:
  $ oddslake query "select market_id, last_price, volume from gold.market_summary order by volume desc limit 10"
  $ oddslake query "select * from silver.trades where traded_at > now() - interval 1 day" --format csv > trades.csv
  $ oddslake query "select * from silver.ledger where state <> 'complete'" --format json`

import { Option } from 'commander'
import type { AnswerOptions } from '../answer.ts'
import { FORMATS } from '../formats.ts'
import type { Register } from './index.ts'

/** `oddslake query`: read-only SQL over the published snapshot. */
export const query: Register = (program, effects, finish) => {
  program
    .command('query')
    .description('answer a question in SQL (DuckDB dialect, read-only) from the last published snapshot')
    .argument('<sql>', 'one statement; tables are silver.trades, gold.candles_1h, … (see "oddslake schema")')
    .addOption(new Option('--format <format>', 'how to print the answer').choices(FORMATS).default('table'))
    .option('--as-of <when>', 'from what this lake knew then: an ISO date or instant (UTC), or a span such as 24h ago')
    .option('--at <when>', 'from what had happened by then according to the venue, as far as it is known today')
    .addHelpText('after', HELP)
    .action(async (sql: string, options: AnswerOptions) => {
      const { answer } = await import('../answer.ts')
      finish(await answer(effects, sql, options))
    })
}

const HELP = `
In json and ndjson, decimals and 64-bit integers are strings, so that no digit is lost; instants are ISO 8601, UTC.
It can be run while a sync is writing: it reads the snapshot that was current when it started.

Examples:
  $ oddslake query "select market_id, last_price, volume from gold.market_summary order by volume desc limit 10"
  $ oddslake query "select * from silver.trades where traded_at > now() - interval 1 day" --format csv > trades.csv
  $ oddslake query "select * from silver.ledger where state <> 'complete'" --format json
  $ oddslake query "select status, count(*) as markets from silver.markets group by 1" --as-of 24h
  $ oddslake query "select market_id, last_price from gold.market_summary" --at 2026-11-20T18:00:00Z`

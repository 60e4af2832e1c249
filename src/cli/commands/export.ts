import { Option } from 'commander'
import { EXPORT_FORMATS, type ExportOptions } from '../export-formats.ts'
import type { Register } from './index.ts'

/** `oddslake export`: tables as files. */
export const exportCommand: Register = (program, effects, finish) => {
  program
    .command('export')
    .description('write silver or gold tables as Parquet (Hive folders), CSV or NDJSON, whole or by time')
    .argument('<table...>', 'such as silver.trades gold.candles_1h (see "oddslake schema")')
    .option('--to <folder>', 'where to write', './export')
    .addOption(new Option('--format <format>', 'how to write').choices(EXPORT_FORMATS).default('parquet'))
    .option('--since <when>', 'rows from then on, by the time of the table: an ISO date or instant (UTC), or a span')
    .option('--until <when>', 'rows before then')
    .option('--overwrite', 'replace what an earlier export wrote')
    .addHelpText('after', HELP)
    .action(async (tables: string[], options: ExportOptions) => {
      const { exportTables } = await import('../exporting.ts')
      finish(await exportTables(effects, tables, options))
    })
}

const HELP = `
Parquet goes below FOLDER/TABLE/venue=…/month=…, the others into FOLDER/TABLE.csv or .ndjson. A table is written whole or
not at all. In NDJSON, decimals and 64-bit integers are text, so that no digit is lost; instants are ISO 8601, UTC.

Examples:
  $ oddslake export silver.trades silver.markets --to lake
  $ oddslake export gold.candles_1h --format csv --since 30d`

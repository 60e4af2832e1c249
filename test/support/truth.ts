import path from 'node:path'
import { literal } from '../../src/core/sql.ts'
import { Engine } from '../../src/engine/engine.ts'
import { currentSnapshot } from '../../src/snapshot/manifest.ts'
import { createViews } from '../../src/snapshot/views.ts'

/** For each truth file: the table that must equal it, and which of its rows the file speaks of. */
const TABLES: readonly { file: string; table: string; where?: string }[] = [
  { file: 'series', table: 'silver.series' },
  { file: 'events', table: 'silver.events' },
  { file: 'markets', table: 'silver.markets', where: 'not is_combo' },
  {
    file: 'outcomes',
    table: 'silver.outcomes',
    where: 'market_id in (select market_id from silver.markets where not is_combo)',
  },
  { file: 'trades', table: 'silver.trades' },
  { file: 'activity_hourly', table: 'gold.activity_hourly' },
  { file: 'activity_daily', table: 'gold.activity_daily' },
  { file: 'venue_activity_hourly', table: 'gold.venue_activity_hourly' },
  { file: 'venue_activity_daily', table: 'gold.venue_activity_daily' },
  { file: 'candles_1h', table: 'gold.candles_1h' },
  { file: 'candles_1d', table: 'gold.candles_1d' },
  { file: 'market_summary', table: 'gold.market_summary' },
]

export type Difference = {
  readonly table: string
  readonly rows: number
  readonly missing: number
  readonly extra: number
  readonly repeated: number
  readonly sample: string
}

/**
 * Compares a home's published snapshot with the ground truth that a world's generator wrote, row for row, every value as
 * text. Gives the tables that differ; none means equal.
 */
export async function differences(home: string, truth: string): Promise<Difference[]> {
  const snapshot = await currentSnapshot(home)
  if (snapshot === undefined) throw new Error(`no snapshot in ${home}`)
  const engine = await Engine.open({ memory: '2GB' })
  try {
    const connection = await engine.connect()
    await createViews(connection, snapshot.folder, snapshot.manifest)
    const found: Difference[] = []
    for (const { file, table, where = 'true' } of TABLES) {
      const expected = `read_csv(${literal(path.join(truth, `${file}.csv`))}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')`
      const columns = await connection.columns(`select * from ${expected}`)
      const types = new Map((await connection.columns(`select * from ${table}`)).map((c) => [c.name, c.type]))
      const cells = columns.map(({ name }) =>
        types.get(name) === 'TIMESTAMP WITH TIME ZONE'
          ? `strftime("${name}", '%Y-%m-%dT%H:%M:%S.%fZ') as "${name}"`
          : `"${name}"::varchar as "${name}"`,
      )
      await connection.run(`create or replace temp table expected as select * from ${expected}`)
      await connection.run(
        `create or replace temp table actual as select ${cells.join(', ')} from ${table} where ${where}`,
      )
      const counts = await connection.first<{ n: string; missing: string; extra: string; repeated: string }>(`select
        (select count(*) from expected) as n,
        (select count(*) from (select * from expected except all select * from actual)) as missing,
        (select count(*) from (select * from actual except all select * from expected)) as extra,
        (select count(*) from actual) - (select count(*) from (select distinct * from actual)) as repeated`)
      const difference = {
        table,
        rows: Number(counts?.n),
        missing: Number(counts?.missing),
        extra: Number(counts?.extra),
        repeated: Number(counts?.repeated),
      }
      if (difference.missing + difference.extra + difference.repeated === 0) continue
      const sample =
        await connection.rows(`(select 'missing' as what, * from (select * from expected except all select * from actual) limit 2)
        union all by name (select 'extra' as what, * from (select * from actual except all select * from expected) limit 2)`)
      found.push({ ...difference, sample: JSON.stringify(sample) })
    }
    return found
  } finally {
    engine.close()
  }
}

import { ident, type Sql } from '../../core/sql.ts'
import { twinOf } from '../../core/table.ts'
import type { Staged } from '../warehouse.ts'
import { enter, type Load, list, type Merged, sameKey, temporary } from './merge.ts'
import { place } from './schema.ts'
import { sendAside } from './transfer.ts'

/**
 * Merges rows that come after others of their keys that were seen later: what is there of those keys is taken out and
 * merged again with them, all in the order in which it was seen.
 */
export async function mergeLate(load: Load, { table, relation }: Staged): Promise<Merged | undefined> {
  const { session, connection, scratch } = load
  const late = temporary('incoming', table)
  const columns = { ...table.columns, _ordinal: { type: 'integer' } as const }
  await sendAside(session, connection, { relation, columns, table: late, scratch })
  const [target, twin] = [place('silver', table.name), place('silver', twinOf(table)!.name)]
  const before = temporary('before', table)
  await session.run(`create temp table ${before} (like ${late}) on commit drop`)
  const keys = `(select distinct ${list(table, table.key)} from ${late})`
  let overtaken = 0
  for (const [relation, isPast] of [
    [target, table.kind === 'fact'],
    [twin, true],
  ] as const) {
    const gone = `delete from ${relation} as t using ${keys} as l where ${sameKey(table, 't', 'l')} returning t.*`
    // The versions of a state hold its current row too. What is there counts before what comes late in the same moment.
    overtaken += await session.run(
      `with gone as (${gone}) insert into ${before} select ${list(table)}, -1 from gone where ${isPast}`,
    )
  }
  if (overtaken > 0) {
    await session.run(`insert into ${late} select * from ${before}`)
    // Rows were taken out of tables that only ever grow: models are built anew.
    await session.run('delete from ops.built')
  }
  const arrival = await surveyLate(load, { table, late })
  return arrival.count === 0 ? undefined : enter(load, { ...arrival, table, incoming: late, anywhere: false })
}

/** As rows are surveyed in the engine, but where they are. */
async function surveyLate({ session }: Load, { table, late }: { table: Staged['table']; late: Sql }) {
  const at = table.at === undefined ? 'null::timestamptz' : ident(table.at)
  const row = await session.first<{ rows: string; keys: string; lo: string; hi: string; days: string[] | null }>(
    `select count(*) as rows, (select count(*) from (select distinct ${list(table, table.key)} from ${late}) as k) as keys,
            min(${at})::text as lo, max(${at})::text as hi, array_agg(distinct floor(extract(epoch from ${at}) / 86400)) as days from ${late}`,
  )
  const { rows, keys, lo, hi, days } = row!
  return {
    ...{ count: Number(rows), distinct: Number(keys), repeated: Number(keys) < Number(rows), from: lo, to: hi },
    days: table.at === undefined ? [] : (days ?? []).map(Number),
  }
}

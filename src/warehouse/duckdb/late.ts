import { ident, type Sql } from '../../core/sql.ts'
import { columnNames, twinOf } from '../../core/table.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Staged } from '../warehouse.ts'
import { merge } from './merge.ts'
import { place } from './schema.ts'

/**
 * Merges rows that come after others of their keys that were seen later: what is there of those keys is taken out and
 * merged again with them, all in the order in which it was seen. Gives the number of keys.
 */
export async function mergeLate(connection: Connection, staged: Staged, load: number): Promise<number> {
  const { table } = staged
  const names = columnNames(table).map(ident).join(', ')
  const [target, twin] = [place('silver', table.name), place('silver', twinOf(table)!.name)]
  await connection.run(`create or replace temp table late as select ${names}, _ordinal from ${staged.relation}`)
  const among = (relation: Sql) =>
    `from ${relation} as t where exists (select 1 from late as l where ${table.key.map((k) => `t.${ident(k)} = l.${ident(k)}`).join(' and ')})`
  const overtaken = await connection.first(`select 1 as n ${among(target)} limit 1`)
  if (overtaken !== undefined) {
    // The versions of a state hold its current row too. What is there counts before what comes late in the same moment.
    const past = [twin, ...(table.kind === 'fact' ? [target] : [])].map(
      (t) => `select ${names}, -1 as _ordinal ${among(t)}`,
    )
    await connection.run(`create or replace temp table before_late as ${past.join(' union all ')}`)
    for (const relation of [target, twin])
      await connection.run(`delete from ${relation} where rowid in (select t.rowid ${among(relation)})`)
    await connection.run('insert into late select * from before_late')
    // Rows were taken out of tables that only ever grow: models and the next snapshot are written anew.
    await connection.run(`delete from ${place('ops', 'built')}`)
    await connection.run(`update ${place('ops', 'generation')} set n = n + 1`)
  }
  return merge(connection, { ...staged, relation: 'late', anywhere: false }, load)
}

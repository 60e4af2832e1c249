import { columnNames, twinOf } from '../../core/table.ts'
import type { Staged } from '../warehouse.ts'
import { gather, list, survey } from './arrivals.ts'
import type { Load } from './load.ts'
import { enter, merge } from './merge.ts'

/**
 * Merges rows that come after others of their keys that were seen later: what is there of those keys is taken out and
 * merged again with them, all in the order in which it was seen. Gives the number of keys.
 */
export async function mergeLate(load: Load, staged: Staged): Promise<number> {
  const { table } = staged
  const { work } = load
  const twin = twinOf(table)!
  const names = list(columnNames(table))
  const late = await load.keep(`select ${names}, _ordinal from ${staged.relation}`, 'late')
  const any = await work.connection.first(`select 1 as n from ${late} limit 1`)
  if (any === undefined) return 0
  await work.stage({ table: table.name, relation: late })
  const key = list(table.key)
  const among = `(${key}) in (select ${key} from ${work.stageOf(table.name)})`
  const held = (name: string, columns: string) =>
    work.fetch(`select ${columns}, _load, _step from ${work.schema.data(name)} final where ${among}`)
  const current = await load.keep(`select * from ${await held(table.name, names)}`, 'overtaken')
  const past = await load.keep(`select * from ${await held(twin.name, list(columnNames(twin)))}`, 'past')
  await work.unstage(table.name)
  const overtaken = await work.connection.first(`select 1 as n from ${current} limit 1`)
  if (overtaken === undefined) return merge(load, { table, relation: late, anywhere: false })
  // The versions of a state hold its current row too. What is there counts before what comes late in the same moment.
  for (const relation of [past, ...(table.kind === 'fact' ? [current] : [])])
    await work.connection.run(`insert into ${late} select ${names}, -1 from ${relation}`)
  // Rows are taken out of what models have read: they are built anew.
  work.say(`truncate table ${work.schema.local('ops', 'built')}${work.schema.onCluster}`)
  const arrival = await survey(load, table, late)
  const source = await gather(load, { table, relation: late }, arrival)
  const last = arrival.repeated ? 's._until is null' : 'true'
  await work.stage({ table: table.name, relation: `(select s.* from ${source} as s where ${last})` })
  await work.stage({ table: twin.name, relation: past, deleted: true })
  await enter(load, { table, source, arrival, fresh: 'true', removed: current })
  return arrival.distinct
}

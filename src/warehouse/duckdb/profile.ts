import type { FieldProfile } from '../../core/drift.ts'
import { literals } from '../../core/sql.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Definition, Radar, ResourceName, ResourceState } from '../warehouse.ts'
import { place } from './schema.ts'

const OWN = 'venue = $venue and resource = $resource'
const SHAPE =
  '[{"field":"VARCHAR","types":["VARCHAR"],"present":"BIGINT","filled":"BIGINT","lacked":"BOOLEAN","wasNull":"BOOLEAN"}]'

/** What the warehouse knows of a resource beside its rows. */
export async function readState(connection: Connection, { venue, resource }: ResourceName): Promise<ResourceState> {
  const own = { venue, resource }
  const defined = await connection.first<{ definition: string }>(
    `select definition from ${place('ops', 'definitions')} where ${OWN}`,
    own,
  )
  const fields = await connection.rows<FieldProfile & { present: string; filled: string; types: string[] }>(
    `select field, types, present, filled, lacked, was_null as "wasNull" from ${place('ops', 'fields')} where ${OWN} order by field`,
    own,
  )
  return {
    definition: defined?.definition,
    fields: fields.map((row) => ({ ...row, present: Number(row.present), filled: Number(row.filled) })),
  }
}

/** Writes what the radar saw. A change is told once; only a further type is added to the types that were told. */
export async function writeRadar(
  connection: Connection,
  { venue, resource, profiles, drift }: Radar,
  load: number,
): Promise<void> {
  const fields = place('ops', 'fields')
  const own = { venue, resource }
  await connection.run(`delete from ${fields} where ${OWN}`, own)
  await connection.run(
    `insert into ${fields} select $venue, $resource, f.* from (select unnest(from_json($profiles, '${SHAPE}'), recursive := true)) as f`,
    { ...own, profiles: JSON.stringify(profiles) },
  )
  if (drift === undefined) return
  const told = place('silver', 'drift')
  const same = 'd.venue = f.venue and d.resource = f.resource and d.field = f.field and d.change = f.change'
  await connection.run(`update ${told} as d set detail = f.detail from ${drift} as f where ${same}`)
  await connection.run(
    `insert into ${told} select f.*, ${load} from ${drift} as f where not exists (select 1 from ${told} as d where ${same})`,
  )
}

/** Notes the mapping that a resource's rows are read by, and forgets the drift that it has answered. */
export async function define(
  connection: Connection,
  { venue, resource, definition, known, mayLack }: Definition,
): Promise<void> {
  const own = { venue, resource }
  await connection.run(`delete from ${place('ops', 'definitions')} where ${OWN}`, own)
  await connection.run(`insert into ${place('ops', 'definitions')} values ($venue, $resource, $definition)`, {
    ...own,
    definition,
  })
  const answered = (change: string, fields: readonly string[]) =>
    `(change = '${change}' and list_contains(${literals(fields)}::varchar[], field))`
  await connection.run(
    `delete from ${place('silver', 'drift')} where ${OWN} and (${answered('new', known)} or ${answered('vanished', mayLack)})`,
    own,
  )
}

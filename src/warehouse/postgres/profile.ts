import type { FieldProfile } from '../../core/drift.ts'
import { silverTable } from '../../core/tables/index.ts'
import type { Definition, Radar, ResourceName, ResourceState } from '../warehouse.ts'
import type { Load } from './merge.ts'
import { place } from './schema.ts'
import type { Session } from './server.ts'
import { sendAside } from './transfer.ts'

const OWN = 'venue = $1 and resource = $2'

/** What the warehouse knows of a resource beside its rows. */
export async function readState(session: Session, { venue, resource }: ResourceName): Promise<ResourceState> {
  const own = [venue, resource]
  const defined = await session.first<{ definition: string }>(
    `select definition from ops.definitions where ${OWN}`,
    own,
  )
  const fields = await session.rows<FieldProfile & { present: string; filled: string }>(
    `select field, types, present, filled, lacked, was_null as "wasNull" from ops.fields where ${OWN} order by field`,
    own,
  )
  return {
    definition: defined?.definition,
    fields: fields.map((row) => ({ ...row, present: Number(row.present), filled: Number(row.filled) })),
  }
}

/** Writes what the radar saw. A change is told once; only a further type is added to the types that were told. */
export async function writeRadar(load: Load, { venue, resource, profiles, drift }: Radar): Promise<void> {
  const { session, connection, scratch, id } = load
  await session.run(`delete from ops.fields where ${OWN}`, [venue, resource])
  for (const { field, types, present, filled, lacked, wasNull } of profiles)
    await session.run('insert into ops.fields values ($1, $2, $3, $4, $5, $6, $7, $8)', [
      ...[venue, resource, field, types, present, filled, lacked, wasNull],
    ])
  if (drift === undefined) return
  const { columns } = silverTable('drift')
  const found = 'pg_temp.drift_found'
  await sendAside(session, connection, { relation: drift, columns, table: found, scratch })
  const told = place('silver', 'drift')
  const same = 'd.venue = f.venue and d.resource = f.resource and d.field = f.field and d.change = f.change'
  await session.run(
    `update ${told} as d set detail = f.detail from ${found} as f where ${same};
     insert into ${told} select f.*, ${id} from ${found} as f where not exists (select 1 from ${told} as d where ${same})`,
  )
}

/** Notes the mapping that a resource's rows are read by, and forgets the drift that it has answered. */
export async function define(
  session: Session,
  { venue, resource, definition, known, mayLack }: Definition,
): Promise<void> {
  await session.run(
    `insert into ops.definitions values ($1, $2, $3)
     on conflict (venue, resource) do update set definition = excluded.definition`,
    [venue, resource, definition],
  )
  await session.run(
    `delete from ${place('silver', 'drift')}
     where ${OWN} and ((change = 'new' and field = any($3::text[])) or (change = 'vanished' and field = any($4::text[])))`,
    [venue, resource, known, mayLack],
  )
}

import type { FieldProfile } from '../../core/drift.ts'
import type { Sql } from '../../core/sql.ts'
import { columnNames } from '../../core/table.ts'
import { drift as driftTable } from '../../core/tables/operations.ts'
import type { Definition, Radar, ResourceName, ResourceState } from '../warehouse.ts'
import { list, sameKey } from './arrivals.ts'
import type { Server } from './client.ts'
import { literal } from './dialect.ts'
import type { Load } from './load.ts'
import type { Schema } from './schema.ts'
import type { Work } from './work.ts'

/** What the warehouse knows of a resource beside its rows. */
export async function readState(
  { server, schema }: { server: Server; schema: Schema },
  resource: ResourceName,
): Promise<ResourceState> {
  const own = isOf(resource)
  const defined = await server.first<{ definition: string }>(
    `select definition from ${schema.place('ops', 'definitions')} final where ${own}`,
  )
  const seen = await server.first<{ profiles: string }>(
    `select profiles from ${schema.place('ops', 'fields')} final where ${own}`,
  )
  return {
    definition: defined?.definition,
    fields: seen === undefined ? [] : (JSON.parse(seen.profiles) as FieldProfile[]),
  }
}

/** Writes what the radar saw. A change is told once; only a further type is added to the types that were told. */
export async function writeRadar({ work }: Load, { venue, resource, profiles, drift }: Radar): Promise<void> {
  const { id, schema } = work
  const sorted = [...profiles].sort((a, b) => (a.field < b.field ? -1 : 1))
  const values = [venue, resource, JSON.stringify(sorted)].map(literal).join(', ')
  work.say(
    `insert into ${schema.place('ops', 'fields')} (venue, resource, profiles, _version) values (${values}, ${id * 8})`,
  )
  if (drift === undefined) return
  const told = await work.fetch(
    `select ${list(columnNames(driftTable))} from ${schema.data('drift')} final where ${isOf({ venue, resource })}`,
  )
  const kept = new Set(['sample', 'first_seen_at'])
  const columns = columnNames(driftTable).map((name) =>
    kept.has(name) ? `case when d.venue is null then f.${name} else d.${name} end as ${name}` : `f.${name}`,
  )
  await work.stage({
    table: 'drift',
    relation: `(select ${columns.join(', ')} from ${drift} as f left join ${told} as d on ${sameKey(driftTable, 'd', 'f')})`,
  })
}

/** Notes the mapping that a resource's rows are read by, and forgets the drift that it has answered. */
export function define(work: Work, { definition, known, mayLack, ...resource }: Definition): void {
  const { id, schema } = work
  const answered = (change: string, fields: readonly string[]) =>
    fields.length === 0 ? [] : [`(change = '${change}' and field in (${fields.map(literal).join(', ')}))`]
  const those = [...answered('new', known), ...answered('vanished', mayLack)]
  if (those.length > 0)
    work.say(
      markDeleted(work, {
        table: 'drift',
        columns: columnNames(driftTable),
        where: `${isOf(resource)} and (${those.join(' or ')})`,
      }),
    )
  const values = [resource.venue, resource.resource, definition].map(literal).join(', ')
  work.say(
    `insert into ${schema.place('ops', 'definitions')} (venue, resource, definition, _version) values (${values}, ${id * 8})`,
  )
}

/** A statement that marks rows of a silver table as deleted. */
function markDeleted(
  { id, schema }: Work,
  { table, columns, where }: { table: string; columns: readonly string[]; where: Sql },
): Sql {
  const target = schema.data(table)
  return `insert into ${target} (${list(columns)}, _load, _step, _version, _deleted)
    select ${list(columns)}, _load, _step, ${id * 8}, 1 from ${target} final where ${where}`
}

function isOf({ venue, resource }: ResourceName): Sql {
  return `venue = ${literal(venue)} and resource = ${literal(resource)}`
}

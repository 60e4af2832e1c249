import { isDeepStrictEqual } from 'node:util'
import { type Change, compare, ENOUGH, type FieldProfile, fieldsOf, type Sighting } from '../core/drift.ts'
import type { Resource } from '../core/source.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'

/** The first records of a file are all looked at, of the others one in so many: what lasts is seen, and it costs little. */
const ALL_OF_THE_FIRST = 256
const ONE_IN = 64

/** Whether the radar looks at a record, by its place in its file alone: so a rebuild sees the same. */
export const LOOKED_AT: Sql = `(_row < ${ALL_OF_THE_FIRST} or _row % ${ONE_IN} = 0)`

/** What the radar looks at where no staged table holds each record once, apart from what is refused. */
export function sampleRelation(raw: Sql): Sql {
  return `(select seen_at, _ordinal, _file, _row, _key, _payload from (${raw}) where _valid and ${LOOKED_AT})`
}

/** The records in `refused` that are not in the sample by their place. */
export function refusedSample(bronze: Sql, home: string): Sql {
  return `select fetched_at, ordinal, filename, file_row_number, key, payload
    from (select *, file_row_number as _row from ${bronze}) as b
    where (filename, file_row_number) in (select (${literal(`${home}/`)} || bronze_file, bronze_row) from refused)
      and not ${LOOKED_AT} and starts_with(payload, '{') and json_valid(payload)`
}

export type Looking = {
  readonly venue: string
  readonly resource: Resource
  /** What is known of the resource's fields so far. */
  readonly before: readonly FieldProfile[]
  /** Records, once each: `seen_at`, `_file`, `_row`, `_ordinal`, `_key` and, where it is a JSON object, `_payload`. */
  readonly sample: Sql
}

/** What the radar saw: the fields' profiles after it, and, where there is any, a temporary relation with rows of `drift`. */
export type Seen = { readonly profiles: readonly FieldProfile[]; readonly drift: Sql | undefined }

/**
 * Looks at records for fields that are new, vanished, of another type than before, or null for the first time. Gives
 * nothing where they show nothing that was not known.
 */
export async function look(connection: Connection, looking: Looking): Promise<Seen | undefined> {
  const { venue, resource, before, sample } = looking
  if (resource.isMap === true) return undefined
  const present = await connection.rows<{ field: string }>(
    `select distinct unnest(keys) as field from (select distinct json_keys(_payload) as keys from ${sample} where _payload is not null)`,
  )
  const names = new Set([...before.map((profile) => profile.field), ...present.map((row) => row.field)])
  // SQL text cannot carry NUL.
  const fields = [...names].filter((field) => !field.includes('\0')).sort()
  await connection.run(
    `create or replace temp table looked_at as
     select row_number() over (order by _file, _ordinal) as n, _file, _row, json_type(_payload, ${literals(fields.map(pointer))}::varchar[]) as types
     from ${sample} where _payload is not null`,
  )
  const { profiles, changes } = compare(resource, before, await sightings(connection, fields, looking))
  if (changes.length === 0) return isDeepStrictEqual(profiles, before) ? undefined : { profiles, drift: undefined }
  await connection.run(
    `create or replace temp table drifted as
     select $venue as venue, $resource as resource, field, change, detail,
       left(case when change in ('vanished', 'newly-null') then _key else cast(json_extract(_payload, pointer) as varchar) end, 200) as sample,
       seen_at as first_seen_at
     from (select unnest(from_json($changes, '[{"field":"VARCHAR","change":"VARCHAR","detail":"VARCHAR","record":"BIGINT","pointer":"VARCHAR"}]'), recursive := true)) as c
     join looked_at as l on l.n = c.record join ${sample} as s on s._file = l._file and s._row = l._row`,
    { venue, resource: resource.name, changes: JSON.stringify(changes.map(pointed)) },
  )
  return { profiles, drift: 'drifted' }
}

/** Types by field. Few records differ in the types of their fields, so they are put together first. */
async function sightings(
  connection: Connection,
  fields: readonly string[],
  { resource, before }: Looking,
): Promise<Sighting[]> {
  const typeOf = (field: string) => `types[${fields.indexOf(field) + 1}]`
  const { standIns } = fieldsOf(resource)
  const types = fields.map((field) => {
    const others = (standIns.get(field) ?? []).filter((name) => fields.includes(name)).map(typeOf)
    const replaced = `case when coalesce(${others.join(', ')}) is not null then 'REPLACED' end`
    return others.length === 0 ? typeOf(field) : `coalesce(${typeOf(field)}, ${replaced})`
  })
  const rows = await connection.rows<{ field: string; type: string; first: string; records: string }>(
    `select field, case when type is null then 'absent' when type = 'VARCHAR' then 'string'
         when type in ('BOOLEAN', 'OBJECT', 'ARRAY', 'NULL', 'REPLACED') then lower(type) else 'number' end as type,
       min(first) as first, sum(records) as records
     from (select unnest(${literals(fields)}::varchar[]) as field, unnest([${types.join(', ')}]::varchar[]) as type, first, records
           from (select types, min(n) as first, count(*) as records from looked_at group by types))
     group by all`,
  )
  const profiles = new Map(before.map((profile) => [profile.field, profile]))
  const found: Sighting[] = []
  for (const { field, type, first, records } of rows) {
    const sighting = { field, type, first: Number(first), records: Number(records) }
    const profile = profiles.get(field)
    const matters = type === 'null' && profile?.wasNull !== true && (profile?.filled ?? 0) < ENOUGH
    const filled = matters
      ? await connection.first<{ n: string }>(
          `select count(*) as n from looked_at where n < ${sighting.first} and ${typeOf(field)} is not null and ${typeOf(field)} <> 'NULL'`,
        )
      : undefined
    found.push(filled === undefined ? sighting : { ...sighting, filledBefore: Number(filled.n) })
  }
  return found
}

function pointed(change: Change): Change & { pointer: string } {
  return { ...change, pointer: pointer(change.field) }
}

/** The JSON pointer to a top-level field. */
function pointer(field: string): string {
  return `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

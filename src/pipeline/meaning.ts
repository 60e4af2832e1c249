import { createHash } from 'node:crypto'
import { fieldsOf } from '../core/drift.ts'
import type { Meaning, Resource } from '../core/source.ts'
import { ident, literal, type Sql } from '../core/sql.ts'
import type { Column, Table } from '../core/table.ts'
import { silverTable } from '../core/tables/index.ts'
import { TYPES } from '../engine/types.ts'
import { LOOKED_AT } from './radar.ts'

/**
 * SQL for the relation `raw`: one row per bronze record with the fields the resource reads, as text, and where the record
 * lies. A field that an older payload version spells differently is filled from there, newest era first. `clock` is SQL over
 * \`filename\` for the venue's clock when the file was asked for.
 */
export function rawRelation(resource: Resource, bronze: Sql, clock: Sql = 'null::timestamptz'): Sql {
  const shape = literal(JSON.stringify(resource.raw))
  const fields = Object.keys(resource.raw)
  const read = fields.map((f) => `${old(resource, f)} as ${ident(f)}`)
  const place = resource.numbered === undefined ? '' : ', place'
  const unpacked = fields.map((f) => `record.${ident(f)} as ${ident(f)}`)
  return `select ${read.join(', ')}, payload as _payload, request as _request, key as _key, valid as _valid${place === '' ? '' : ', place as _place'}, fetched_at as seen_at, ${clock} as _clock, ordinal as _ordinal, file_row_number as _row, filename as _file
    from (select ${unpacked.join(', ')}, record is not null and is_object as valid, payload, request, key, fetched_at, ordinal, file_row_number, filename${place}
          from (select try(from_json(payload, ${shape})) as record, starts_with(payload, '{') as is_object, payload, request, key, fetched_at, ordinal, file_row_number, filename${place} from ${bronze}))`
}

function old(resource: Resource, field: string): Sql {
  const given = (resource.eras ?? []).flatMap((era) => era.gives[field] ?? [])
  return given.length === 0
    ? ident(field)
    : `coalesce(${[ident(field), ...given.map((g) => `cast(${g} as varchar)`)].join(', ')})`
}

/** Rows of a staged relation that enter the table, and those that break its contract; what is neither has no row there. */
export const GOOD: Sql = '_reason is null'
export const REFUSED: Sql = "_reason <> ''"

export type Reading = {
  /** The relation `raw`. */
  readonly raw: Sql
  /** Whether the rows carry the records that the radar looks at: then each record must be in `raw` once. */
  readonly sampled?: boolean
  /** Whether every row says where its record lies. */
  readonly placed?: boolean
}

/**
 * SQL that reads one silver table's rows from `raw`: the columns typed, `_ordinal` for the order of arrival, and `_reason`
 * where the contract is broken. The place of a record and its payload are long text: they come only where they are needed.
 */
export function stagedRelation(table: Table, meaning: Meaning, { raw, sampled = false, placed = false }: Reading): Sql {
  const names = Object.keys(table.columns)
  const missing = names.filter((n) => meaning.columns[n] === undefined)
  if (missing.length > 0) throw new Error(`table ${table.name}: no meaning for ${missing.join(', ')}`)
  const mapped = names.map((n) => `${meaning.columns[n]} as ${ident(n)}`)
  const typed = names.map((n) => `try_cast(${ident(n)} as ${TYPES[table.columns[n]!.type]}) as ${ident(n)}`)
  const reasons = names.flatMap((n) => breaches(n, table.columns[n]!))
  const own = meaning.reject === undefined ? [] : [meaning.reject]
  const wanted = meaning.where === undefined ? 'true' : `coalesce(${meaning.where}, false)`
  const needed = placed ? 'true' : sampled ? `(${REFUSED} or ${LOOKED_AT})` : REFUSED
  const place = ['_file', '_row', '_key'].map((c) => `case when ${needed} then ${c} end as ${c}`)
  if (sampled) place.push(`case when _valid and ${needed} then _payload end as _payload`)
  const carried = `_ordinal, _file, _row, _key, _wanted${sampled ? ', _valid, _payload' : ''}`
  return `with raw as (${raw}) select ${names.map(ident).join(', ')}, _ordinal, _reason, ${place.join(', ')}
    from (select ${typed.join(', ')}, ${carried},
      case when not _wanted then '' else coalesce(case when not _valid then 'the record is not a JSON object' end, ${[...reasons, '_refused'].join(', ')}) end as _reason
    from (select ${mapped.join(', ')}, _ordinal, _file, _row, _key, _valid${sampled ? ', _payload' : ''}, ${wanted} as _wanted, ${own[0] ?? 'null'} as _refused
          from ${meaning.from ?? 'raw'}) where _wanted${sampled ? ` or ${LOOKED_AT}` : ''})`
}

/** Changes whenever what is read from a resource's records does, or what is refused of them. */
export function definitionOf(resource: Resource): string {
  const raw = rawRelation(resource, 'bronze')
  const read = Object.entries(resource.silver).map(([name, meaning]) =>
    stagedRelation(silverTable(name), meaning, { raw }),
  )
  return createHash('sha256')
    .update(JSON.stringify([read, fieldsOf(resource).known]))
    .digest('hex')
}

/** What can be wrong with a value, as SQL that gives the reason or null. */
function breaches(name: string, column: Column): Sql[] {
  const value = ident(name)
  const type = TYPES[column.type]
  const typed = `try_cast(${value} as ${type})`
  const shown = `left(cast(${value} as varchar), 100)`
  const found: Sql[] = []
  if (column.type !== 'text' && column.type !== 'json') {
    found.push(
      `case when ${value} is not null and ${typed} is null then ${literal(`${name}: expected ${type}, got `)} || ${shown} end`,
    )
  }
  // What we read as text may be anything in the record; an id that is a list or an object would be a key nobody meant.
  if (name.endsWith('_id'))
    found.push(`case when ${value}[1] in ('{', '[') then ${literal(`${name}: expected text, got `)} || ${shown} end`)
  if (column.nullable !== true) found.push(`case when ${value} is null then ${literal(`${name} is missing`)} end`)
  if (column.min !== undefined)
    found.push(
      `case when ${typed} < ${column.min} then ${literal(`${name}: expected at least ${column.min}, got `)} || ${shown} end`,
    )
  if (column.max !== undefined)
    found.push(
      `case when ${typed} > ${column.max} then ${literal(`${name}: expected at most ${column.max}, got `)} || ${shown} end`,
    )
  if (column.oneOf !== undefined) {
    const words = column.oneOf.map(literal).join(', ')
    found.push(
      `case when ${value} not in (${words}) then ${literal(`${name}: expected one of ${column.oneOf.join(', ')}, got `)} || ${shown} end`,
    )
  }
  return found
}

import type { Venue } from '../../src/core/source.ts'
import type { Table } from '../../src/core/table.ts'
import { silverTable } from '../../src/core/tables/index.ts'
import type { Connection } from '../../src/engine/connection.ts'
import { TYPES } from '../../src/engine/types.ts'

/** The silver tables that a venue fills, each with the meanings that fill it. */
function tablesOf({ resources }: Venue): { table: Table; mappings: Readonly<Record<string, string>>[] }[] {
  const names = [...new Set(resources.flatMap(({ silver }) => Object.keys(silver)))]
  return names.map((name) => ({
    table: silverTable(name),
    mappings: resources.flatMap(({ silver }) => (silver[name] === undefined ? [] : [silver[name].columns])),
  }))
}

/** Columns of a venue's tables that have another type than declared, or lack a value that they must have. */
export async function unlike(connection: Connection, venue: Venue): Promise<string[]> {
  const found: string[] = []
  for (const { table } of tablesOf(venue)) {
    const held = await connection.columns(`select * from silver.${table.name}`)
    const types = new Map(held.map(({ name, type }) => [name, type.toLowerCase()]))
    const rows = await connection.first<{ n: string }>(
      `select count(*) as n from silver.${table.name} where venue = '${venue.name}'`,
    )
    if (Number(rows?.n) === 0) found.push(`${table.name} has no rows`)
    for (const [name, { type, nullable }] of Object.entries(table.columns)) {
      const wanted = await connection.columns(`select null::${TYPES[type]} as x`)
      if (types.get(name) !== wanted[0]!.type.toLowerCase()) found.push(`${table.name}.${name} is ${types.get(name)}`)
      if (nullable === true) continue
      const empty = await connection.first(
        `select 1 as n from silver.${table.name} where venue = '${venue.name}' and "${name}" is null limit 1`,
      )
      if (empty !== undefined) found.push(`${table.name}.${name} is null somewhere`)
    }
  }
  return found
}

/** Columns that a venue's mapping reads and that are null in every row, as `table.column`. */
export async function neverSeen(connection: Connection, venue: Venue): Promise<string[]> {
  const found: string[] = []
  for (const { table, mappings } of tablesOf(venue)) {
    const read = Object.keys(table.columns).filter((name) => mappings.some((columns) => columns[name] !== 'null'))
    const counts = await connection.first<Record<string, string>>(
      `select ${read.map((name) => `count("${name}") as "${name}"`).join(', ')} from silver.${table.name} where venue = '${venue.name}'`,
    )
    found.push(...read.filter((name) => Number(counts?.[name]) === 0).map((name) => `${table.name}.${name}`))
  }
  return found.sort()
}

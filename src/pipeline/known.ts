import type { Held, Known } from '../core/source.ts'
import { ident, literal, type Sql } from '../core/sql.ts'
import { columnsOf } from '../core/tables/index.ts'
import type { Connection } from '../engine/connection.ts'
import type { BronzeFile } from '../lake/catalog.ts'
import type { Lake } from '../lake/lake.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

export type KnownContext = { readonly lake: Lake; readonly warehouse: Warehouse; readonly connection: Connection }

/** What a venue's plans and walks may ask this lake for. */
export function knownOf({ lake, warehouse, connection }: KnownContext, venue: string): Known {
  return async (query) => {
    const loaded = await warehouse.loaded(connection)
    const read: BronzeFile[] = []
    const records = (files: readonly BronzeFile[]) => {
      read.push(...files)
      return lake.records(files)
    }
    const held: Omit<Held, 'silver'> = {
      bronze: (resource) => records(lake.catalog.list(venue, resource)),
      waiting: (resource) => records(lake.catalog.list(venue, resource).filter((file) => !loaded.has(file.path))),
    }
    const relations = new Map<string, Sql>()
    const text = query({ ...held, silver: (table) => relations.set(table, '').size.toString() })
    for (const table of relations.keys())
      relations.set(
        table,
        await warehouse.select(connection, rowsOf(warehouse, { table, venue, text }), `held_${table}`),
      )
    return lake.known(connection, read, query({ ...held, silver: (table) => relations.get(table)! }))
  }
}

/** A venue's rows of a table, in those columns that a query names: where the warehouse is far, every column costs. */
function rowsOf(warehouse: Warehouse, { table, venue, text }: { table: string; venue: string; text: Sql }): Sql {
  const columns = columnsOf(table).filter((name) => new RegExp(`\\b${name}\\b`).test(text))
  return `select ${columns.map(ident).join(', ')} from ${warehouse.place('silver', table)} where venue = ${literal(venue)}`
}

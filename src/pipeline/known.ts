import type { Known } from '../core/source.ts'
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
    const sql = query({
      bronze: (resource) => records(lake.catalog.list(venue, resource)),
      waiting: (resource) => records(lake.catalog.list(venue, resource).filter((file) => !loaded.has(file.path))),
      silver: (table) => warehouse.relation(table),
    })
    return lake.known(connection, read, sql)
  }
}

import { UserError } from '../core/errors.ts'
import { WAREHOUSE_URLS } from '../core/warehouse-url.ts'
import type { Engine } from '../engine/engine.ts'
import type { Warehouse } from './warehouse.ts'

export type WarehousePlace = {
  readonly url: string
  readonly engine: Engine
  /** Folder for rows on their way to or from a server. */
  readonly scratch: string
  /** Ends what a server does for us. */
  readonly signal?: AbortSignal
}
type Open = (place: WarehousePlace) => Promise<Warehouse>

const postgres: Open = async (place) => {
  const { openPostgres } = await import('./postgres/index.ts')
  return openPostgres(place)
}

const clickhouse: Open = async (place) => {
  const { openClickhouse } = await import('./clickhouse/index.ts')
  return openClickhouse(place)
}

/** How each kind of warehouse is opened, by the scheme of its URL. Only the one in use is loaded. */
const WAREHOUSES: Readonly<Record<string, Open>> = {
  duckdb: async ({ url, engine }) => {
    const { openDuckdb } = await import('./duckdb/index.ts')
    return openDuckdb(engine, url.slice('duckdb:'.length))
  },
  postgres,
  postgresql: postgres,
  clickhouse,
  clickhouses: clickhouse,
}

/** Opens the warehouse that a URL names; creates it where that is possible. */
export function openWarehouse(place: WarehousePlace): Promise<Warehouse> {
  const open = WAREHOUSES[place.url.slice(0, place.url.indexOf(':'))]
  if (open === undefined) throw new UserError(`Expected a warehouse URL: ${WAREHOUSE_URLS}.`)
  return open(place)
}

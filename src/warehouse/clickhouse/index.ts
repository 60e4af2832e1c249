import { rm } from 'node:fs/promises'
import path from 'node:path'
import { type Micros, shortInstant } from '../../core/instant.ts'
import { ident, type Sql, literal as text } from '../../core/sql.ts'
import { columnNames, type Table } from '../../core/table.ts'
import type { Connection } from '../../engine/connection.ts'
import { makeFolder } from '../../engine/folder.ts'
import { TYPES } from '../../engine/types.ts'
import type { WarehousePlace } from '../index.ts'
import type { Warehouse } from '../warehouse.ts'
import { addressOf } from './address.ts'
import { build } from './build.ts'
import { Server } from './client.ts'
import { instant, literal } from './dialect.ts'
import { Journal } from './journal.ts'
import { Lease } from './lease.ts'
import { Load, load } from './load.ts'
import { migrate, truncations } from './migrate.ts'
import { define, readState } from './profile.ts'
import { HIDDEN_NAMES, LAYOUTS, Schema } from './schema.ts'
import { withPrefix } from './words.ts'
import { change, type Place, type Work } from './work.ts'

export type ClickhousePlace = Pick<WarehousePlace, 'url' | 'scratch'> & {
  /** Before a statement is sent again when the connection was lost. */
  readonly waitsMs?: readonly number[]
}

/** Opens a server of ClickHouse as the warehouse. Nothing is asked of it before it is needed. */
export async function openClickhouse({ url, scratch, waitsMs }: ClickhousePlace): Promise<Warehouse> {
  const address = addressOf(url)
  const server = new Server(address, waitsMs)
  const schema = new Schema(address)
  const lease = new Lease(server, schema)
  const place: Place = { server, schema, scratch, journal: new Journal(server, schema, lease) }
  const copies = new Copies(place)
  return {
    url,
    async migrate(connection) {
      await migrate(connection, place, lease)
    },
    async loaded() {
      await place.journal.settle()
      const rows = await server.rows<{ file: string }>(`select file from ${schema.place('ops', 'loads')} final`)
      return new Set(rows.map((row) => row.file))
    },
    state: (_, resource) => readState(place, resource),
    define: (connection, definition) => change(connection, place, async (work) => define(work, definition)),
    place: (database, table) => schema.place(database, table),
    select: (connection, statement, name) => copies.take(connection, statement, name),
    load: (connection, batch) => change(connection, place, (work) => load(work, batch)),
    forget: (connection, files) => change(connection, place, async (work) => forget(work, files)),
    closeMarkets: (connection, venue, now) => change(connection, place, (work) => closeMarkets(work, venue, now)),
    clear: (connection) => change(connection, place, async (work) => work.say(...(await truncations(place)))),
    replace: (connection, table, relation) => replace(connection, place, { table, relation }),
    record: (connection, table, row) => record(connection, place, { table, row }),
    build: (connection, model) => build(connection, place, model),
    async close() {
      await lease.release()
      await server.close()
      await copies.drop()
    },
  }
}

/** Copies of what was asked for, one by name and connection. */
class Copies {
  readonly #place: Place
  readonly #files = new Map<Connection, Map<string, string>>()
  #count = 0

  constructor(place: Place) {
    this.#place = place
  }

  async take(connection: Connection, statement: Sql, name: string): Promise<Sql> {
    const { scratch, server } = this.#place
    await makeFolder(scratch)
    const file = path.join(scratch, `clickhouse-${process.pid}-${name}-${this.#count++}.parquet`)
    await server.download(withPrefix(statement, server.address.prefix), file, { asked: true })
    const own = this.#files.get(connection) ?? new Map<string, string>()
    const before = own.get(name)
    this.#files.set(connection, own.set(name, file))
    if (before !== undefined) await rm(before, { force: true })
    return `(select * from read_parquet(${text(file)}))`
  }

  async drop(): Promise<void> {
    for (const files of this.#files.values()) for (const file of files.values()) await rm(file, { force: true })
  }
}

function forget(work: Work, files: readonly string[]): void {
  if (files.length === 0) return
  const rows = files.map((file) => `(${literal(file)}, ${work.id * 8}, 1)`)
  const loads = work.schema.place('ops', 'loads')
  work.say(`insert into ${loads} (file, _version, _deleted) values ${rows.join(', ')}`)
}

/** A load of its own, so that models notice it. That a market closes is known from the moment it does. */
async function closeMarkets(work: Work, venue: string, now: Micros): Promise<void> {
  const { schema } = work
  const names = columnNames(LAYOUTS.get('markets')!)
  const due = `venue = ${literal(venue)} and status = 'open' and closes_at <= ${instant(now)}`
  const markets = await work.fetch(
    `select ${names.map(ident).join(', ')} from ${schema.data('markets')} final where ${due}`,
  )
  const closed = `(select * replace ('closed' as status, greatest(closes_at, seen_at + interval '1 microsecond') as seen_at) from ${markets})`
  if ((await work.stage({ table: 'markets', relation: closed })) === 0) return
  await work.stage({ table: 'market_versions', relation: closed })
  const own = new Load(work)
  own.touchAll('markets')
  own.finish([{ path: `the clock at ${shortInstant(now)}`, venue, resource: 'markets', records: 0 }])
}

type Replacing = { readonly table: Table; readonly relation: Sql }

/** The new rows are written beside the table, which then change places. */
async function replace(connection: Connection, place: Place, { table, relation }: Replacing): Promise<void> {
  const { schema, server } = place
  await change(connection, place, async (work) => {
    const names = [...columnNames(table).map(ident), ...HIDDEN_NAMES].join(', ')
    await work.stage({ table: table.name, relation })
    work.keepBack(table.name)
    const next = `${table.name}_next`
    const layout = LAYOUTS.get(table.name)!
    for (const statement of [
      ...schema.dropTable('silver_data', next),
      ...schema.createTable('silver_data', next, layout),
      `insert into ${schema.data(next)} (${names}) select ${names} from ${work.stageOf(table.name)}`,
    ])
      await server.run(statement)
    // Twice would be as if never: so this one is not noted in the journal, and not sent again.
    await server.run(
      `exchange tables ${schema.local('silver_data', next)} and ${schema.local('silver_data', table.name)}${schema.onCluster}`,
      { once: true },
    )
  })
}

/** The row goes the way of all rows, so that every value arrives as it is. */
async function record(
  connection: Connection,
  place: Place,
  { table, row }: { table: Table; row: Readonly<Record<string, string | number | boolean | null>> },
): Promise<void> {
  const columns = Object.entries(table.columns)
  const values = columns.map(([name, c]) => `cast($${name} as ${TYPES[c.type]}) as ${ident(name)}`)
  const all = Object.fromEntries(columns.map(([name]) => [name, row[name] ?? null]))
  await connection.run(`create or replace temp table recorded as select ${values.join(', ')}`, all)
  await change(connection, place, async (work) => {
    await work.stage({ table: table.name, relation: 'recorded' })
  })
}

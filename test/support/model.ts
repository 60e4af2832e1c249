import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Model } from '../../src/core/model.ts'
import { silverTable } from '../../src/core/tables/index.ts'
import type { Cell, Connection, Row } from '../../src/engine/connection.ts'
import { Engine } from '../../src/engine/engine.ts'
import { TYPES } from '../../src/engine/types.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import type { Radar, Warehouse } from '../../src/warehouse/warehouse.ts'
import { createDatabase, releaseDatabase } from './databases.ts'
import type { EngineName } from './engines.ts'

/** Rows of a silver table as a test writes them: what is left out is null. */
export type Rows = Readonly<Record<string, readonly Readonly<Record<string, Cell>>[]>>

/** A warehouse of its own, in a folder that goes away with it. */
export class TestWarehouse {
  readonly connection: Connection
  readonly warehouse: Warehouse
  readonly #engine: Engine
  readonly #folder: string
  #files = 0

  private constructor(parts: { connection: Connection; warehouse: Warehouse; engine: Engine; folder: string }) {
    this.connection = parts.connection
    this.warehouse = parts.warehouse
    this.#engine = parts.engine
    this.#folder = parts.folder
  }

  static async open(name: EngineName = 'duckdb'): Promise<TestWarehouse> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-warehouse-'))
    const engine = await Engine.open({ memory: '500MB' })
    const url = name === 'duckdb' ? `duckdb:${path.join(folder, 'warehouse.duckdb')}` : await createDatabase(name)
    const warehouse = await openWarehouse({ url, engine, scratch: folder })
    const connection = await engine.connect()
    await warehouse.migrate(connection)
    return new TestWarehouse({ connection, warehouse, engine, folder })
  }

  /** Works with a warehouse that was opened, but not migrated, elsewhere; it is closed with this. */
  static async around(warehouse: Warehouse): Promise<TestWarehouse> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-warehouse-'))
    const engine = await Engine.open({ memory: '500MB' })
    return new TestWarehouse({ connection: await engine.connect(), warehouse, engine, folder })
  }

  /** Loads rows as one batch, as `load` does; `again` for rows that were refused before. Gives the rows written. */
  async load(tables: Rows, { again = false, radar }: { again?: boolean; radar?: Radar } = {}): Promise<number> {
    const staged = []
    for (const [name, rows] of Object.entries(tables)) {
      const table = silverTable(name)
      const types = Object.entries(table.columns).map(([column, c]) => [column, TYPES[c.type].toUpperCase()])
      const shape = JSON.stringify([Object.fromEntries(types)])
      await this.connection.run(
        `create or replace temp table staged_${name} as select *, row_number() over () as _ordinal
         from (select unnest(from_json($rows, '${shape}'), recursive := true))`,
        { rows: JSON.stringify(rows) },
      )
      staged.push({ table, relation: `staged_${name}` })
    }
    await this.connection.run(
      'create or replace temp table refused (venue varchar, resource varchar, reason varchar, bronze_file varchar, bronze_row bigint, key varchar, seen_at timestamptz)',
    )
    const file = { path: `bronze/test-${this.#files++}.parquet`, venue: 'kalshi', resource: 'test', records: 0 }
    const batch = { files: [file], staged, rejects: 'refused', again, ...(radar && { radar }) }
    return (await this.warehouse.load(this.connection, batch)).rows
  }

  /** The rows of a model, built with those that it reads. */
  async build(models: readonly Model[], name: string): Promise<Row[]> {
    const needed = new Set([name])
    for (const model of models.toReversed())
      if (needed.has(model.name)) for (const read of model.reads) needed.add(read)
    for (const model of models) if (needed.has(model.name)) await this.warehouse.build(this.connection, model)
    const model = models.find((m) => m.name === name)!
    const columns = Object.entries(model.columns).map(([column, c]) =>
      c.type === 'instant' ? `strftime(${column}, '%Y-%m-%dT%H:%M:%SZ') as ${column}` : column,
    )
    const statement = `select * from ${this.warehouse.place('gold', name)}`
    const rows = await this.warehouse.select(this.connection, statement, 'built')
    return this.connection.rows(`select ${columns.join(', ')} from ${rows} order by ${model.grain.join(', ')}`)
  }

  async close(): Promise<void> {
    this.connection.close()
    await this.warehouse.close()
    await releaseDatabase(this.warehouse.url)
    this.#engine.close()
    await rm(this.#folder, { recursive: true })
  }
}

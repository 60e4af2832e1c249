import { StoppedError } from '../core/errors.ts'
import type { Emit, Trace } from '../core/event.ts'
import type { Resource, Venue } from '../core/source.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import { silverTable } from '../core/tables/index.ts'
import type { Connection } from '../engine/connection.ts'
import type { BronzeFile } from '../lake/catalog.ts'
import { blame } from '../lake/damage.ts'
import type { Lake } from '../lake/lake.ts'
import type { Staged, Warehouse } from '../warehouse/warehouse.ts'
import { rawRelation, stagedRelation } from './meaning.ts'

export type LoadContext = {
  readonly lake: Lake
  readonly warehouse: Warehouse
  readonly connection: Connection
  /** Rows of a slow-changing table that one statement writes. */
  readonly upsertBatch: number
  readonly emit: Emit
  readonly trace: Trace
  readonly signal: AbortSignal
}

export type Loaded = { files: number; records: number; rows: number; rejects: number }

/** Most records that one step of a load holds. */
const STEP_RECORDS = 250_000

/** Brings bronze files that are not in the warehouse yet into silver, in the order in which they were committed. */
export async function load(context: LoadContext, venue: Venue, resource: Resource): Promise<Loaded> {
  const { lake, warehouse, connection, emit, signal, trace } = context
  const done = await warehouse.loaded(connection)
  const waiting = lake.catalog.list(venue.name, resource.name).filter((file) => !done.has(file.path))
  const total: Loaded = { files: 0, records: 0, rows: 0, rejects: 0 }
  for (const step of steps(waiting)) {
    if (signal.aborted) throw new StoppedError('Stopped. Run the same command again; it goes on from here.')
    trace('load')
    const loaded = await loadStep(context, resource, step)
    total.files += loaded.files
    total.records += loaded.records
    total.rows += loaded.rows
    total.rejects += loaded.rejects
    emit({ type: 'load', venue: venue.name, resource: resource.name, ...loaded })
  }
  return total
}

/** Files in batches of bounded size: a file is never divided, so that what is loaded is known by file. */
function* steps(files: readonly BronzeFile[]): Generator<BronzeFile[]> {
  let step: BronzeFile[] = []
  let records = 0
  for (const file of files) {
    if (step.length > 0 && records + file.rows > STEP_RECORDS) {
      yield step
      step = []
      records = 0
    }
    step.push(file)
    records += file.rows
  }
  if (step.length > 0) yield step
}

async function loadStep(context: LoadContext, resource: Resource, files: readonly BronzeFile[]): Promise<Loaded> {
  const { lake, warehouse, connection } = context
  const paths = files.map((file) => lake.catalog.absolute(file))
  const bronze = `read_parquet(${literals(paths)}, filename = true, file_row_number = true, hive_partitioning = false)`
  const raw = rawRelation(resource, bronze, clockOf(lake, files))
  const anywhere = files.some((file) => file.corrects === true)
  const staged: Staged[] = []
  for (const [name, meaning] of Object.entries(resource.silver)) {
    const table = silverTable(name)
    await connection.run(`drop table if exists staged_${name}`)
    await connection
      .run(`create temp table staged_${name} as ${stagedRelation(table, meaning, raw)}`)
      .catch(async (error) => {
        throw await blame(connection, paths, error)
      })
    staged.push({
      table,
      relation: `(select * from staged_${name} where _reason is null)`,
      anywhere,
      upsertBatch: context.upsertBatch,
    })
  }
  await connection.run(
    `create or replace temp table refused as ${refusedRelation(lake.home, files[0]!, Object.keys(resource.silver))}`,
  )
  const noted = files.map(({ path, venue, resource: name, rows }) => ({ path, venue, resource: name, records: rows }))
  const { rows, rejects } = await warehouse.load(connection, { files: noted, staged, rejects: 'refused' })
  return { files: files.length, records: files.reduce((sum, f) => sum + f.rows, 0), rows, rejects }
}

/** The refused records of a step, once each: a record that means several rows is named by its first reason. */
function refusedRelation(home: string, { venue, resource }: BronzeFile, tables: readonly string[]): string {
  const all = tables.map((t) => `select _reason, _file, _row, _key, seen_at from staged_${t} where _reason is not null`)
  return `select ${literal(venue)} as venue, ${literal(resource)} as resource, first(_reason) as reason,
      substr(_file, ${home.length + 2}) as bronze_file, _row as bronze_row, any_value(_key) as key, max(seen_at) as seen_at
    from (${all.join(' union all ')}) group by _file, _row`
}

/** The venue's clock when each file was asked for: SQL over `filename`. */
function clockOf(lake: Lake, files: readonly BronzeFile[]): Sql {
  const clocks = files.map((file) => lake.clock([file]) ?? 'null')
  return `make_timestamptz(map(${literals(files.map((file) => lake.catalog.absolute(file)))}, [${clocks.join(', ')}]::bigint[])[filename])`
}

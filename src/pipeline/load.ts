import { type FieldProfile, fieldsOf } from '../core/drift.ts'
import { StoppedError } from '../core/errors.ts'
import type { Drifted, Emit, Trace } from '../core/event.ts'
import type { Resource, Venue } from '../core/source.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import { silverTable } from '../core/tables/index.ts'
import type { Connection } from '../engine/connection.ts'
import type { BronzeFile } from '../lake/catalog.ts'
import type { Lake } from '../lake/lake.ts'
import type { Radar, ResourceName, ResourceState, Staged, Warehouse } from '../warehouse/warehouse.ts'
import { definitionOf, GOOD, REFUSED } from './meaning.ts'
import { look } from './radar.ts'
import { batches, placedRecords, steps, threadsFor } from './reading.ts'
import { sampleOf, stage, unstage } from './staging.ts'

export type LoadContext = {
  readonly lake: Lake
  readonly warehouse: Warehouse
  readonly connection: Connection
  /** Rows of a slow-changing table that one statement writes. */
  readonly upsertBatch: number
  /** Whether a server that can keeps the records themselves as well. */
  readonly mirror?: boolean
  /** Paths of the bronze files to load; all that wait when left out. */
  readonly only?: ReadonlySet<string>
  readonly emit: Emit
  readonly trace: Trace
  readonly signal: AbortSignal
}

export type Loaded = { files: number; records: number; rows: number; rejects: number }

/** Brings bronze files that are not in the warehouse yet into silver, in the order in which they were committed. */
export async function load(context: LoadContext, venue: Venue, resource: Resource): Promise<Loaded> {
  const { lake, warehouse, connection, only, emit, signal, trace } = context
  const done = await warehouse.loaded(connection)
  const waiting = lake.catalog
    .list(venue.name, resource.name)
    .filter(({ path }) => !done.has(path) && (only === undefined || only.has(path)))
  let { fields } = await keepMapping(context, { venue, resource, done })
  const total: Loaded = { files: 0, records: 0, rows: 0, rejects: 0 }
  for (const batch of batches(resource, steps(resource, waiting))) {
    stopIf(signal)
    trace('load')
    const { fields: after, ...loaded } = await loadBatch(context, { venue, resource, steps: batch, fields })
    fields = after
    total.files += loaded.files
    total.records += loaded.records
    total.rows += loaded.rows
    total.rejects += loaded.rejects
    emit({ type: 'load', venue: venue.name, resource: resource.name, ...loaded })
  }
  return total
}

/**
 * Where the mapping has changed since the last load, what the former one refused is read again. The new one counts as
 * known when all of that is done: until then the next load begins here again, and finds less to do.
 */
async function keepMapping(
  context: LoadContext,
  { venue, resource, done }: { venue: Venue; resource: Resource; done: ReadonlySet<string> },
): Promise<ResourceState> {
  const { lake, warehouse, connection, emit, signal, trace } = context
  const name = { venue: venue.name, resource: resource.name }
  const definition = definitionOf(resource)
  const files = lake.catalog.list(venue.name, resource.name)
  const state = await warehouse.state(connection, name)
  if (files.length === 0 || state.definition === definition) return state
  const refused = await connection.rows<{ bronze_file: string; n: string }>(
    `select bronze_file, count(*) as n from ${await rejectsOf(context, name)} group by all`,
  )
  const counts = new Map(refused.map((row) => [row.bronze_file, Number(row.n)]))
  const again = { files: 0, records: 0, rejects: 0 }
  const loaded = files.filter((file) => done.has(file.path))
  for (const step of steps(
    resource,
    loaded.filter((file) => counts.has(file.path)),
  )) {
    stopIf(signal)
    trace('load')
    const retried = { venue, resource, steps: [step], fields: state.fields, again: loaded }
    const { rejects } = await loadBatch(context, retried)
    again.files += step.length
    again.records += step.reduce((sum, file) => sum + counts.get(file.path)!, 0)
    again.rejects += rejects
  }
  const { known, older, standIns } = fieldsOf(resource)
  await warehouse.define(connection, { ...name, definition, known, mayLack: [...older, ...standIns.keys()] })
  if (again.records > 0) emit({ type: 'retried', ...name, ...again })
  return state
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new StoppedError('Stopped. Run the same command again; it goes on from here.')
}

type Batch = {
  readonly venue: Venue
  readonly resource: Resource
  /** Files that are read at once, merged together with the others. */
  readonly steps: readonly (readonly BronzeFile[])[]
  /** What is known of the resource's fields before it. */
  readonly fields: readonly FieldProfile[]
  /** Set when the files are in already and only what was refused of them is read; all files that are in. */
  readonly again?: readonly BronzeFile[]
}

type LoadedBatch = Loaded & Pick<Batch, 'fields'>

function loadBatch(context: LoadContext, batch: Batch): Promise<LoadedBatch> {
  const threads = threadsFor(batch.steps.flat())
  return context.connection.withThreads(threads, () => stageAndMerge(context, batch))
}

async function stageAndMerge(context: LoadContext, batch: Batch): Promise<LoadedBatch> {
  const { lake, warehouse, connection, upsertBatch } = context
  const { venue, resource, steps, fields, again } = batch
  const files = steps.flat()
  await stageSteps(context, batch)
  const tables = Object.keys(resource.silver)
  const staged: Staged[] = tables.map((name) => ({
    table: silverTable(name),
    relation: `(select * from staged_${name} where ${GOOD})`,
    anywhere: files.some((file) => file.corrects === true),
    upsertBatch,
  }))
  await connection.run(
    `create or replace temp table refused as ${refusedRelation(lake.home, files[0]!, tables)}
     ${again === undefined ? '' : 'having (_file, _row) in (select (file, row) from refused_before)'}`,
  )
  const noted = files.map((file) => ({
    path: file.path,
    venue: venue.name,
    resource: resource.name,
    records: file.rows,
  }))
  const merging = { files: noted, staged, rejects: 'refused' }
  if (again !== undefined) {
    const late = await warehouse.load(connection, { ...merging, again: true })
    await unstage(connection, resource)
    return { files: 0, records: 0, fields, ...late }
  }
  const bronze = context.mirror === true ? { bronze: placedRecords(lake, files) } : {}
  const sample = await sampleOf(context, resource, placedRecords(lake, files))
  const seen = await look(connection, { venue: venue.name, resource, before: fields, sample })
  const radar = seen && { radar: { venue: venue.name, resource: resource.name, ...seen } }
  const { rows, rejects } = await warehouse.load(connection, { ...merging, ...radar, ...bronze })
  await unstage(connection, resource)
  await tellDrift(context, resource, radar?.radar)
  return {
    fields: seen?.profiles ?? fields,
    files: files.length,
    records: files.reduce((sum, f) => sum + f.rows, 0),
    rows,
    rejects,
  }
}

/** Reads a batch step by step, so that memory is bounded by what one of them holds. */
async function stageSteps(context: LoadContext, { resource, steps, again }: Batch): Promise<void> {
  if (again !== undefined) {
    await listRefused(context, steps.flat())
    const bronze = refusedOf(placedRecords(context.lake, again))
    await stage(context, { resource, files: again, bronze, sampled: false, first: true })
    return
  }
  for (const [i, files] of steps.entries()) {
    stopIf(context.signal)
    const bronze = placedRecords(context.lake, files)
    await stage(context, { resource, files, bronze, sampled: true, first: i === 0 })
  }
}

/** Tells of the drift that a step has brought, except in fields that nobody reads. */
async function tellDrift({ connection, emit }: LoadContext, resource: Resource, radar?: Radar): Promise<void> {
  if (radar?.drift === undefined) return
  const drifted = await connection.rows<Drifted>(
    `select field, change, detail, sample from ${radar.drift} order by field, change`,
  )
  const changes = drifted.filter(({ field }) => !resource.ignored.includes(field))
  if (changes.length > 0) emit({ type: 'drift', venue: radar.venue, resource: resource.name, changes })
}

/** What was refused of a resource, as a relation of the engine. */
function rejectsOf({ warehouse, connection }: LoadContext, { venue, resource }: ResourceName): Promise<Sql> {
  const own = `venue = ${literal(venue)} and resource = ${literal(resource)}`
  const rejects = `select bronze_file, bronze_row, key from ${warehouse.place('silver', 'rejects')} where ${own}`
  return warehouse.select(connection, rejects, 'held_rejects')
}

/** What was refused of some files, in the temporary table `refused_before`. */
async function listRefused(context: LoadContext, files: readonly BronzeFile[]): Promise<void> {
  const { lake, connection } = context
  const rejects = await rejectsOf(context, files[0]!)
  await connection.run(
    `create or replace temp table refused_before as
     select ${literal(`${lake.home}/`)} || bronze_file as file, bronze_row as row, key from ${rejects}
     where list_contains(${literals(files.map((file) => file.path))}, bronze_file)`,
  )
}

/**
 * The records that were refused, and all others of their keys: among those, one that seemed to repeat the one before it may
 * in truth have followed a refused one.
 */
function refusedOf(bronze: Sql): Sql {
  return `(select * from ${bronze} where key in (select key from refused_before where key is not null)
    or (filename, file_row_number) in (select (file, row) from refused_before))`
}

/** The refused records of a step, once each: a record that means several rows is named by its first reason. */
function refusedRelation(home: string, { venue, resource }: BronzeFile, tables: readonly string[]): string {
  const all = tables.map((t) => `select _reason, _file, _row, _key, seen_at from staged_${t} where ${REFUSED}`)
  return `select ${literal(venue)} as venue, ${literal(resource)} as resource, first(_reason) as reason,
      substr(_file, ${home.length + 2}) as bronze_file, _row as bronze_row, any_value(_key) as key, max(seen_at) as seen_at
    from (${all.join(' union all ')}) group by _file, _row`
}

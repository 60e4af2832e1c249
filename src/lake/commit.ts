import { stat } from 'node:fs/promises'
import path from 'node:path'
import { formatInstant } from '../core/instant.ts'
import type { Resource, SliceProgress } from '../core/source.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { type BronzeFile, damaged, type FileNote } from './catalog.ts'
import type { Lake } from './lake.ts'
import { sortableName } from './names.ts'
import type { Spool } from './spool.ts'

/** What a commit did. `file` is absent when there was nothing to say. */
export type Committed = { readonly file: BronzeFile; readonly rows: number; readonly duplicates: number; readonly bytes: number }

export type Batch = {
  readonly venue: string
  readonly resource: Resource
  readonly run: string
  readonly spool: Spool
  /** Where each slice stands after this batch; `rows`, `firstKey` and `lastKey` are filled in here. */
  readonly progress: readonly SliceProgress[]
}

/** Rows in a Parquet row group: small groups keep the writer's memory small. */
const ROW_GROUP = 32_768

/**
 * Turns a spool into one bronze file: keys and content hashes, repeats dropped, Parquet written under a temporary name,
 * flushed and renamed. The progress of the slices travels in the file's footer, so that records and ledger are one commit.
 */
export async function commitBatch(lake: Lake, connection: Connection, batch: Batch): Promise<Committed> {
  const { venue, resource, spool } = batch
  lake.trace('write')
  await stage(connection, resource, spool)
  const known = lake.catalog.list(venue, resource.name).filter((file) => mayHold(file, batch.progress))
  const kept = await dropRepeats(connection, known.map((file) => lake.catalog.absolute(file)))
  const note: FileNote = { progress: await counted(connection, batch.progress), rows: kept }
  const day = formatInstant(Date.now() * 1000).slice(0, 10)
  const folder = `bronze/venue=${venue}/resource=${resource.name}/dt=${day}`
  const final = path.join(folder, `${sortableName(batch.run)}.parquet`)
  const temporary = path.join(lake.home, `${final}.tmp`)
  await lake.files.folder(path.join(lake.home, folder))
  await connection.run(writeStatement({ venue, resource: resource.name, temporary, note }))
  lake.trace('rename')
  await lake.files.commit(temporary, path.join(lake.home, final))
  const file: BronzeFile = { path: final, venue, resource: resource.name, ...note }
  lake.catalog.add(file)
  const { size } = await stat(path.join(lake.home, final))
  return { file, rows: kept, duplicates: spool.records - kept, bytes: size }
}

/** The batch as a temporary table `batch(n, payload, key, content_hash, repeat)`, in order of arrival. */
async function stage(connection: Connection, resource: Resource, spool: Spool): Promise<void> {
  await connection.run('create or replace temp table pages (n integer, slice varchar, request varchar, fetched_at timestamptz)')
  await connection.run(
    `insert into pages select p.n, p.slice, p.request, make_timestamptz(p.at)
     from (select unnest(from_json($pages, '[{"n":"INTEGER","slice":"VARCHAR","request":"VARCHAR","at":"BIGINT"}]')) as p)`,
    { pages: JSON.stringify(spool.pages.map((p) => ({ n: p.n, slice: p.slice, request: p.request, at: p.fetchedAt }))) },
  )
  await connection.run(
    `create or replace temp table batch as
     select n, payload, try(${resource.key}) as key, sha256(payload) as content_hash from ${spool.reader()}`,
  )
}

/**
 * Marks what need not be kept again: a record whose content equals the one before it under the same key, in this batch or
 * as last kept in bronze. Gives the number of records that remain.
 */
async function dropRepeats(connection: Connection, files: readonly string[]): Promise<number> {
  const counts = await connection.first<{ records: string; keyed: string; keys: string }>(
    'select count(*) as records, count(key) as keyed, count(distinct key) as keys from batch',
  )
  const records = Number(counts?.records)
  await connection.run('create or replace temp table repeats (row bigint)')
  if (files.length === 0 && counts?.keyed === counts?.keys) return records
  await connection.run(`insert into repeats ${repeats(files)}`).catch((error: Error) => {
    throw /parquet/i.test(error.message) ? damaged(files.join(', '), error.message.split('\n')[0]!) : error
  })
  const dropped = await connection.first<{ n: string }>('select count(*) as n from repeats')
  return records - Number(dropped?.n)
}

function repeats(files: readonly string[]): Sql {
  const lastKept =
    files.length === 0
      ? `select null::varchar as key, null::varchar as content_hash where false`
      : `select key, arg_max(content_hash, row(filename, file_row_number)) as content_hash
         from read_parquet(${literals(files)}, filename = true, file_row_number = true, hive_partitioning = false)
         where key in (select key from batch) group by key`
  return `with last_kept as (${lastKept}), ordered as (
      select batch.rowid as row, batch.key, batch.content_hash,
             coalesce(lag(batch.content_hash) over (partition by batch.key order by batch.rowid), last_kept.content_hash) as before
      from batch left join last_kept using (key) where batch.key is not null)
    select row from ordered where content_hash = before`
}

/** Progress with the rows kept and the first and last key of each slice in this batch. */
async function counted(connection: Connection, progress: readonly SliceProgress[]): Promise<SliceProgress[]> {
  const rows = await connection.rows<{ slice: string; rows: string; first_key: string | null; last_key: string | null }>(
    `select slice, count(*) filter (where repeats.row is null) as rows,
            arg_min(key, batch.rowid) as first_key, arg_max(key, batch.rowid) as last_key
     from batch join pages using (n) left join repeats on repeats.row = batch.rowid group by slice`,
  )
  const bySlice = new Map(rows.map((row) => [row.slice, row]))
  return progress.map((p) => {
    const row = bySlice.get(p.slice)
    return row === undefined ? p : { ...p, rows: Number(row.rows), firstKey: row.first_key, lastKey: row.last_key }
  })
}

function writeStatement(file: { venue: string; resource: string; temporary: string; note: FileNote }): Sql {
  return `copy (
      select ${literal(file.venue)} as venue, ${literal(file.resource)} as resource, slice, request, fetched_at, key, content_hash, payload
      from batch join pages using (n)
      where not exists (select 1 from repeats where repeats.row = batch.rowid)
    ) to ${literal(file.temporary)} (format parquet, compression zstd, compression_level 1, row_group_size ${ROW_GROUP},
      kv_metadata {oddslake: ${literal(JSON.stringify(file.note))}})`
}

/**
 * Whether a file may hold records of these slices' parts of the time line. Facts are found again only within their time;
 * changing things anywhere in the resource.
 */
function mayHold(file: BronzeFile, progress: readonly SliceProgress[]): boolean {
  return progress.some((p) =>
    file.progress.some((q) => {
      const a = p.walked
      const b = q.walked
      return a === undefined || b === undefined || (a.from < b.to && b.from < a.to)
    }),
  )
}

import { stat } from 'node:fs/promises'
import path from 'node:path'
import { formatInstant } from '../core/instant.ts'
import type { Resource, SliceProgress } from '../core/source.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { firstLine } from '../engine/errors.ts'
import { type BronzeFile, damaged, type FileNote, type Origin } from './catalog.ts'
import type { Lake } from './lake.ts'
import { sortableName } from './names.ts'
import type { Spool } from './spool.ts'

/** What a commit did. */
export type Committed = {
  readonly file: BronzeFile
  readonly rows: number
  readonly duplicates: number
  readonly bytes: number
}

export type Batch = {
  readonly venue: string
  readonly resource: Resource
  readonly run: string
  readonly origin: Origin
  readonly spool: Spool
  /** Where each slice stands after this batch; `rows`, `firstKey` and `lastKey` are filled in here. */
  readonly progress: readonly SliceProgress[]
}

/** Rows in a Parquet row group: small groups keep the memory of writer and readers small. */
const ROW_GROUP = 32_768

/**
 * Turns a spool into one bronze file: keys and content hashes added, repeats dropped, Parquet written under a temporary
 * name, flushed and renamed. The progress of the slices travels in the file's footer, so that records and ledger are one
 * commit. Records are written in one pass; only when some turn out to be repeats is the file written again without them.
 */
export async function commitBatch(lake: Lake, connection: Connection, batch: Batch): Promise<Committed> {
  const { venue, resource, spool } = batch
  const day = formatInstant(Date.now() * 1000).slice(0, 10)
  const final = path.join(
    `bronze/venue=${venue}/resource=${resource.name}/dt=${day}`,
    `${sortableName(batch.run)}.parquet`,
  )
  const temporary = path.join(lake.home, `${final}.tmp`)
  await lake.files.folder(path.dirname(temporary))
  lake.trace('write')
  await setPages(connection, spool)
  const ends = await endKeys(connection, resource, spool)
  let note: FileNote = {
    progress: batch.progress.map((p) => counted(p, spool.slices.get(p.slice)?.records ?? 0, ends)),
    rows: spool.records,
    origin: batch.origin,
  }
  await connection.run(copyTo(temporary, note, recordsOf(venue, resource, spool)))
  const known = lake.catalog.list(venue, resource.name).filter((file) => mayHold(file, batch.progress))
  const dropped = await findRepeats(
    connection,
    temporary,
    known.map((file) => lake.catalog.absolute(file)),
  )
  let written = temporary
  if (dropped.size > 0) {
    note = {
      progress: note.progress.map((p) => ({ ...p, rows: p.rows - (dropped.get(p.slice) ?? 0) })),
      rows: note.rows - sum(dropped),
      origin: batch.origin,
    }
    written = `${temporary}.kept.tmp`
    await connection.run(
      copyTo(
        written,
        note,
        `select * from read_parquet(${literal(temporary)}, hive_partitioning = false) where ordinal not in (select ordinal from repeats)`,
      ),
    )
    await lake.files.remove(temporary)
  }
  lake.trace('rename')
  await lake.files.commit(written, path.join(lake.home, final))
  const file: BronzeFile = { path: final, venue, resource: resource.name, ...note }
  lake.catalog.add(file)
  const { size } = await stat(path.join(lake.home, final))
  return { file, rows: note.rows, duplicates: spool.records - note.rows, bytes: size }
}

/** What the records of a page share, as lists that are looked up by page number: a join would run on one thread. */
async function setPages(connection: Connection, { pages }: Spool): Promise<void> {
  const columns = { page_slices: pages.map((p) => p.slice), page_requests: pages.map((p) => p.request) }
  for (const [name, values] of Object.entries(columns)) {
    await connection.run(`set variable ${name} = from_json(${literal(JSON.stringify(values))}, '["VARCHAR"]')`)
  }
  await connection.run(`set variable page_times = [${pages.map((p) => p.fetchedAt).join(', ')}]::bigint[]`)
}

type Ends = ReadonlyMap<string, { readonly first: string | null; readonly last: string | null }>

/** The keys of the first and last record that each slice brought. */
async function endKeys(connection: Connection, resource: Resource, spool: Spool): Promise<Ends> {
  const ends = [...spool.slices].flatMap(([slice, s]) => [
    { slice, end: 'first', payload: s.first },
    { slice, end: 'last', payload: s.last },
  ])
  const rows = await connection.rows<{ slice: string; end: string; key: string | null }>(
    `select slice, "end", try(${resource.key}) as key from (
       select unnest(from_json($ends, '[{"slice":"VARCHAR","end":"VARCHAR","payload":"VARCHAR"}]'), recursive := true))`,
    { ends: JSON.stringify(ends) },
  )
  const keys = new Map(rows.map((row) => [`${row.end} ${row.slice}`, row.key]))
  return new Map(
    [...spool.slices.keys()].map((slice) => [
      slice,
      { first: keys.get(`first ${slice}`) ?? null, last: keys.get(`last ${slice}`) ?? null },
    ]),
  )
}

function counted(progress: SliceProgress, rows: number, ends: Ends): SliceProgress {
  const keys = ends.get(progress.slice)
  return keys === undefined ? progress : { ...progress, rows, firstKey: keys.first, lastKey: keys.last }
}

function recordsOf(venue: string, resource: Resource, spool: Spool): Sql {
  return `select ${literal(venue)} as venue, ${literal(resource.name)} as resource, getvariable('page_slices')[n + 1] as slice,
      getvariable('page_requests')[n + 1] as request, make_timestamptz(getvariable('page_times')[n + 1]) as fetched_at, ordinal,
      try(${resource.key}) as key, sha256(payload) as content_hash, payload
    from ${spool.reader()}`
}

function copyTo(file: string, note: FileNote, records: Sql): Sql {
  return `copy (${records}) to ${literal(file)} (format parquet, compression zstd, compression_level 1,
      row_group_size ${ROW_GROUP}, kv_metadata {oddslake: ${literal(JSON.stringify(note))}})`
}

/**
 * Finds what need not be kept again: a record whose content equals the one before it under the same key, in this batch or
 * as last kept in bronze. Their ordinals are left in the temporary table `repeats`; gives their number by slice.
 */
async function findRepeats(
  connection: Connection,
  written: string,
  files: readonly string[],
): Promise<Map<string, number>> {
  const batch = `read_parquet(${literal(written)}, hive_partitioning = false)`
  const counts = await connection.first<{ keyed: string; keys: string }>(
    `select count(key) as keyed, count(distinct key) as keys from ${batch}`,
  )
  if (files.length === 0 && counts?.keyed === counts?.keys) return new Map()
  await connection
    .run(`create or replace temp table repeats as ${repeatsAmong(batch, files)}`)
    .catch((error: Error) => {
      throw /parquet|invalid input/i.test(error.message) ? damaged(files.join(', '), firstLine(error.message)) : error
    })
  const rows = await connection.rows<{ slice: string; n: string }>(
    'select slice, count(*) as n from repeats group by slice',
  )
  return new Map(rows.map((row) => [row.slice, Number(row.n)]))
}

function repeatsAmong(batch: Sql, files: readonly string[]): Sql {
  const lastKept =
    files.length === 0
      ? 'select null::varchar as key, null::varchar as content_hash where false'
      : `select key, arg_max(content_hash, row(filename, ordinal)) as content_hash
         from read_parquet(${literals(files)}, filename = true, hive_partitioning = false)
         where key in (select key from ${batch}) group by key`
  return `with last_kept as (${lastKept}), ordered as (
      select b.ordinal, b.slice, b.content_hash,
             coalesce(lag(b.content_hash) over (partition by b.key order by b.ordinal), last_kept.content_hash) as before
      from ${batch} as b left join last_kept using (key) where b.key is not null)
    select ordinal, slice from ordered where content_hash = before`
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

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, n) => total + n, 0)
}

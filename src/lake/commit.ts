import { stat } from 'node:fs/promises'
import path from 'node:path'
import { EnvironmentError } from '../core/errors.ts'
import { formatInstant } from '../core/instant.ts'
import type { Resource, SliceProgress } from '../core/source.ts'
import { literal, literals, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { PARQUET } from '../engine/parquet.ts'
import type { BronzeFile, FileNote, Origin } from './catalog.ts'
import { blame } from './damage.ts'
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
  readonly earliest: number | undefined
  readonly spool: Spool
  /** Where each slice stands after this batch; `rows`, `firstKey` and `lastKey` are filled in here. */
  readonly progress: readonly SliceProgress[]
}

/**
 * Turns a spool into one bronze file: keys and content hashes added, repeats dropped, Parquet written under a temporary
 * name, flushed and renamed. The progress of the slices travels in the file's footer, so that records and ledger are one
 * commit. Records are written in one pass; only when some turn out to be repeats is the file written again without them.
 */
export async function commitBatch(lake: Lake, connection: Connection, batch: Batch): Promise<Committed> {
  const { venue, resource, spool } = batch
  const day = formatInstant(Date.now() * 1000).slice(0, 10)
  const place = `bronze/venue=${venue}/resource=${resource.name}/dt=${day}`
  const final = path.join(place, `${sortableName(batch.run)}.parquet`)
  const target = path.join(lake.home, final)
  const drafts = [`${target}.tmp`, `${target}.kept.tmp`] as const
  try {
    await lake.files.folder(path.dirname(target))
    lake.trace('write')
    const { draft, note } = await write(lake, connection, { batch, drafts })
    lake.trace('rename')
    await lake.files.commit(draft, target)
    const file: BronzeFile = { path: final, venue, resource: resource.name, ...note }
    lake.catalog.add(file)
    const { size } = await stat(target)
    return { file, rows: note.rows, duplicates: spool.records - note.rows, bytes: size }
  } catch (error) {
    // On a full disk, room matters; what cannot be removed now is swept by the next run.
    for (const draft of drafts) await lake.files.remove(draft).catch(() => {})
    throw error
  }
}

/** Writes the batch under the first name, or, where it holds repeats, without them under the second. */
async function write(
  lake: Lake,
  connection: Connection,
  { batch, drafts }: { batch: Batch; drafts: readonly [string, string] },
): Promise<{ draft: string; note: FileNote }> {
  const { venue, resource, spool, origin } = batch
  const earliest = batch.earliest === undefined ? {} : { earliest: batch.earliest }
  const [draft, kept] = drafts
  await setPages(connection, spool)
  const ends = await endKeys(connection, resource, spool)
  const progress = batch.progress.map((p) => counted(p, spool.slices.get(p.slice)?.records ?? 0, ends))
  const note: FileNote = { progress, rows: spool.records, bytes: spool.size(), origin, ...earliest }
  await copy(connection, draft, { note, records: recordsOf(venue, resource, spool) })
  const known = lake.catalog.list(venue, resource.name).filter((file) => mayHold(file, batch.progress))
  const { dropped, needs, others } = await findRepeats(lake, connection, { resource, draft, known })
  const corrects = others && resource.axis === 'created'
  if (dropped.size === 0 && !corrects) return { draft, note }
  const fewer: FileNote = {
    ...note,
    progress: progress.map((p) => ({ ...p, rows: p.rows - (dropped.get(p.slice) ?? 0) })),
    rows: note.rows - sum(dropped),
    ...(corrects && { corrects }),
    needs,
  }
  const records = `select * from read_parquet(${literal(draft)}, hive_partitioning = false)
    where ordinal not in (select ordinal from known where same)`
  await copy(connection, kept, { note: fewer, records })
  await lake.files.remove(draft)
  return { draft: kept, note: fewer }
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
    { slice, end: 'first', ...s.first },
    { slice, end: 'last', ...s.last },
  ])
  const rows = await connection.rows<{ slice: string; end: string; key: string | null }>(
    `select slice, "end", try(${resource.key}) as key from (
       select unnest(from_json($ends, '[{"slice":"VARCHAR","end":"VARCHAR","payload":"VARCHAR","request":"VARCHAR"}]'), recursive := true))`,
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
  const paged = `select *, getvariable('page_requests')[n + 1] as request from ${spool.reader()}`
  const keyed =
    resource.numbered === undefined
      ? `select *, try(${resource.key}) as key from (${paged})`
      : numbered(resource, paged)
  return `select ${literal(venue)} as venue, ${literal(resource.name)} as resource, getvariable('page_slices')[n + 1] as slice,
      request, make_timestamptz(getvariable('page_times')[n + 1]) as fetched_at, ordinal,
      key, sha256(payload) as content_hash, payload${resource.numbered === undefined ? '' : ', place'}
    from (${keyed})`
}

/** Records of a page that share their key are numbered from 1 in the order in which they came; places begin at its end. */
function numbered({ key, numbered: within }: Resource, paged: Sql): Sql {
  return `select *, base || '/' || row_number() over (partition by n, base order by ordinal) as key,
      case when within is not null then row_number() over (partition by n, within order by ordinal desc) end as place
    from (select *, try(${key}) as base, try(${within}) as within from (${paged}))`
}

/** Writes records as a Parquet file that carries the note. */
async function copy(
  connection: Connection,
  file: string,
  { note, records }: { note: FileNote; records: Sql },
): Promise<void> {
  const [written] = await connection.rows<{ Count: string }>(
    `copy (${records}) to ${literal(file)} (${PARQUET}, kv_metadata {oddslake: ${literal(JSON.stringify(note))}})`,
  )
  if (Number(written?.Count) === note.rows) return
  throw new EnvironmentError(
    `${file} would hold ${written?.Count} records instead of ${note.rows}: the spool it is made from was changed or cut off. Check the disk and run the same command again; nothing was committed.`,
  )
}

type Repeats = {
  /** Their number by slice. */
  readonly dropped: ReadonlyMap<string, number>
  /** The files that hold what they repeat. */
  readonly needs: readonly string[]
  /** Whether the batch tells otherwise of keys that those files hold. */
  readonly others: boolean
}

/**
 * Finds what need not be kept again: a record whose content equals the one before it under the same key, in this batch or
 * as last kept in bronze. Records whose key was met before are left in the temporary table `known`.
 */
async function findRepeats(
  lake: Lake,
  connection: Connection,
  { resource, draft, known }: { resource: Resource; draft: string; known: readonly BronzeFile[] },
): Promise<Repeats> {
  const batch = `read_parquet(${literal(draft)}, hive_partitioning = false)`
  const counts = await connection.first<{ keyed: string; keys: string }>(
    `select count(key) as keyed, count(distinct key) as keys from ${batch}`,
  )
  const distinct = counts?.keyed === counts?.keys
  if (known.length === 0 && distinct) return { dropped: new Map(), needs: [], others: false }
  const files = known.map((file) => lake.catalog.absolute(file))
  const place = resource.numbered === undefined ? 'null::bigint' : 'place'
  const among = (distinct ? knownBefore : knownAmong)(batch, files, place)
  await connection.run(`create or replace temp table known as ${among}`).catch(async (error) => {
    throw await blame(connection, files, error)
  })
  const rows = await connection.rows<{ slice: string; n: string }>(
    'select slice, count(*) as n from known where same group by slice',
  )
  const needs = await connection.rows<{ file: string }>(
    'select distinct file from known where same and file is not null order by 1',
  )
  const other = await connection.first('select 1 as n from known where not same and file is not null limit 1')
  return {
    others: other !== undefined,
    dropped: new Map(rows.map((row) => [row.slice, Number(row.n)])),
    needs: needs.map((row) => path.relative(lake.home, row.file)),
  }
}

/** What is compared of a record with the one before it under its key. */
const told = (place: Sql): Sql => `{'hash': content_hash, 'place': ${place}}`

/** Whether a record tells the same as one before it: a place that is not known says nothing else. */
const repeats = (record: Sql, before: Sql): Sql =>
  `${record}.hash = ${before}.hash and (${record}.place is null or ${record}.place is not distinct from ${before}.place)`

/** What bronze kept last under the keys of a batch. */
function lastKept(batch: Sql, files: readonly string[], place: Sql): Sql {
  return files.length === 0
    ? "select null::varchar as key, {'hash': null::varchar, 'place': null::bigint} as told, null::varchar as file where false"
    : `select key, arg_max(${told(place)}, row(filename, ordinal)) as told, max(filename) as file
       from read_parquet(${literals(files)}, filename = true, hive_partitioning = false)
       where key in (select key from ${batch}) group by key`
}

/** Records of a batch without repeats whose key was met in earlier files. */
function knownBefore(batch: Sql, files: readonly string[], place: Sql): Sql {
  return `with last_kept as (${lastKept(batch, files, place)}), own as (select *, ${told(place)} as told from ${batch})
    select b.ordinal, b.slice, k.file, ${repeats('b.told', 'k.told')} as same from own as b join last_kept as k using (key)`
}

/** Records of a batch whose key was met in earlier files or before in the batch. */
function knownAmong(batch: Sql, files: readonly string[], place: Sql): Sql {
  return `with last_kept as (${lastKept(batch, files, place)}), own as (select *, ${told(place)} as told from ${batch}), ordered as (
      select b.ordinal, b.slice, b.told, last_kept.file, last_kept.told as kept,
             lag(b.told) over (partition by b.key order by b.ordinal) as before
      from own as b left join last_kept using (key) where b.key is not null)
    select ordinal, slice, case when before is null then file end as file, ${repeats('told', 'coalesce(before, kept)')} as same
    from ordered where coalesce(before, kept) is not null`
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

import { randomBytes } from 'node:crypto'
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Model, monthColumn } from '../../core/model.ts'
import { ident, literal, type Sql } from '../../core/sql.ts'
import { type Column, type Table, twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { asOurs } from '../../engine/errors.ts'
import { FINE_PARQUET, PARQUET } from '../../engine/parquet.ts'
import { TYPES } from '../../engine/types.ts'
import {
  currentSnapshot,
  MANIFEST,
  type Manifest,
  type Part,
  type PublishedTable,
  publishedFolder,
} from '../../snapshot/manifest.ts'
import type { Published, PublishOptions } from '../warehouse.ts'
import { FUNCTIONS } from './dialect.ts'
import { place } from './schema.ts'

/** Parts of one month after which they are written anew as one. */
const MOST_PARTS = 12
/** Snapshots stay this long after another took their place (their manifest is touched then), for readers that still hold them. */
const GRACE_MS = 10 * 60_000

type Source = {
  readonly schema: 'silver' | 'gold'
  readonly name: string
  readonly columns: Readonly<Record<string, Column>>
  /** Instant column that divides the rows by month, and whether parts can be added to a month. */
  readonly at: string | undefined
  readonly always: boolean
  /** The columns that order the rows of a part. */
  readonly order: readonly string[]
}

/**
 * Writes the warehouse's tables as an immutable Parquet snapshot and switches `published/current` to it by one rename.
 * Files of the snapshot before that still hold are linked, not written again.
 */
export async function publish(connection: Connection, { home, models, trace }: PublishOptions): Promise<Published> {
  try {
    trace('publish')
    return await write(connection, home, sources(models))
  } catch (error) {
    throw asOurs(error)
  }
}

function sources(models: readonly Model[]): Source[] {
  const silver = SILVER.flatMap((t): Source[] => {
    const own: Source = {
      schema: 'silver',
      name: t.name,
      columns: t.columns,
      at: t.at,
      always: t.kind === 'log',
      order: orderOf(t.name, t.at),
    }
    const twin = twinOf(t)
    return twin === undefined
      ? [own]
      : [own, { ...own, name: twin.name, columns: twin.columns, at: twin.at, order: orderOf(twin.name, twin.at) }]
  })
  const gold = models.map((m): Source => {
    const at = monthColumn(m)
    return {
      schema: 'gold',
      name: m.name,
      columns: m.columns,
      at,
      always: false,
      order: orderOf(m.name, at),
    }
  })
  return [...silver, ...gold]
}

/** The column by which tables are asked for one thing: a market, an event, a trader. */
const ASKED_BY: Readonly<Record<string, readonly string[]>> = {
  market_id: ['trades', 'markets', 'market_versions', 'outcomes', 'books', 'market_summary'].concat([
    'candles_1m',
    'candles_1h',
    'candles_1d',
  ]),
  event_id: ['events'],
  trader_id: ['trader_positions', 'trader_summary'],
}

/**
 * Rows of one thing stand together: readers pass over row groups by their least and largest values, and so find a market
 * without reading its month. Sorting by one text costs half of what writing does, by three of them more than writing.
 */
function orderOf(name: string, at: string | undefined): string[] {
  const by = Object.keys(ASKED_BY).find((column) => ASKED_BY[column]!.includes(name))
  return by === undefined ? [] : [by, ...(at === undefined ? [] : [at])]
}

async function write(connection: Connection, home: string, tables: readonly Source[]): Promise<Published> {
  // A snapshot that cannot be read is written anew as a whole.
  const before = await currentSnapshot(home).catch(() => undefined)
  const load = await number(connection, `select coalesce(max(load_id), 0) as n from ${place('ops', 'loads')}`)
  const generation = await number(connection, `select n from ${place('ops', 'generation')}`)
  const name = `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`
  const folder = publishedFolder(home)
  const temporary = path.join(folder.root, `.${name}.tmp`)
  const isOurs = before?.manifest.generation === generation && before.manifest.load <= load
  const valid = isOurs ? before : undefined
  const [touched, definitions] = [await touchedSince(connection, valid?.manifest.load ?? load), await built(connection)]
  const context: Writing = { connection, temporary, before: valid, load, name, touched, definitions }
  const published: PublishedTable[] = []
  for (const source of tables) published.push(await writeTable(context, source))
  const manifest: Manifest = {
    snapshot: name,
    publishedAt: new Date().toISOString(),
    generation,
    load,
    tables: published,
  }
  await writeFile(path.join(temporary, MANIFEST), JSON.stringify(manifest), { flush: true })
  if (before !== undefined) await utimes(path.join(before.folder, MANIFEST), new Date(), new Date())
  await switchTo(folder, temporary, name)
  await sweep(folder, name)
  const rows = published.reduce((sum, t) => sum + t.parts.reduce((n, p) => n + p.rows, 0), 0)
  return { snapshot: name, tables: published.length, rows }
}

type Writing = {
  readonly connection: Connection
  readonly temporary: string
  readonly before: { readonly folder: string; readonly manifest: Manifest } | undefined
  readonly load: number
  readonly name: string
  readonly touched: ReadonlyMap<string, Touched[]>
  /** The definition that each model was built by; a model that was never built has none. */
  readonly definitions: ReadonlyMap<string, string>
}

/** A month in which rows of a table were added or replaced; null where rows belong to no day. */
type Touched = { readonly table: string; readonly month: string | null; readonly replaced: boolean }

/** What loads after one have touched, by table: asked once for all of them. */
async function touchedSince(connection: Connection, since: number): Promise<Map<string, Touched[]>> {
  const rows = await connection.rows<Touched>(
    `select table_name as "table", strftime(day, '%Y-%m') as month, bool_or(replaced) as replaced
     from ${place('ops', 'touched')} where load_id > ${since} group by all`,
  )
  return Map.groupBy(rows, ({ table }) => table)
}

async function built(connection: Connection): Promise<Map<string, string>> {
  const rows = await connection.rows<{ model: string; definition: string }>(
    `select model, definition from ${place('ops', 'built')}`,
  )
  return new Map(rows.map(({ model, definition }) => [model, definition]))
}

async function writeTable(context: Writing, source: Source): Promise<PublishedTable> {
  const columns = Object.entries(source.columns).map(([name, c]) => ({ name, type: TYPES[c.type] }))
  const definition = source.schema === 'gold' ? context.definitions.get(source.name) : undefined
  const table = { schema: source.schema, name: source.name, columns, ...(definition !== undefined && { definition }) }
  await mkdir(path.join(context.temporary, source.schema, source.name), { recursive: true })
  const before = context.before?.manifest.tables.find((t) => t.schema === source.schema && t.name === source.name)
  const same = JSON.stringify(before?.columns) === JSON.stringify(columns) && before?.definition === definition
  const changes = same && !source.always ? await changedMonths(context, source) : undefined
  if (changes === undefined) return { ...table, parts: await writeMonths(context, source) }
  const parts: Part[] = []
  const kept = new Map<string | null, Part[]>()
  for (const part of before!.parts) kept.set(part.month, [...(kept.get(part.month) ?? []), part])
  for (const [month, list] of kept) {
    const change = changes.get(month)
    if (change === 'anew' || (change === 'more' && list.length >= MOST_PARTS)) continue
    for (const part of list) await reuse(context, part)
    parts.push(...list)
  }
  for (const [month, change] of changes) {
    const append = change === 'more' && parts.some((p) => p.month === month)
    const part = await writePart(context, source, { month, after: append ? context.before!.manifest.load : -1 })
    if (part.rows > 0 || month === null) parts.push(part)
  }
  return { ...table, parts }
}

/** Which months of a table changed since the snapshot before, and whether rows were only added. */
async function changedMonths(context: Writing, source: Source): Promise<Map<string | null, 'anew' | 'more'>> {
  const touched = context.touched.get(tableOf(source).name) ?? []
  if (source.at === undefined) return new Map(touched.length > 0 ? [[null, 'anew']] : [])
  if (tableOf(source).name !== source.name) return versionMonths(context, source)
  return new Map(touched.map((t) => [t.month, t.replaced ? 'anew' : 'more'] as const))
}

async function versionMonths(
  { connection, before }: Writing,
  source: Source,
): Promise<Map<string | null, 'anew' | 'more'>> {
  const rows = await connection.rows<{ month: string }>(
    `select distinct strftime(${ident(source.at!)}, '%Y-%m') as month from ${place('silver', source.name)} where _load > ${before!.manifest.load}`,
  )
  return new Map(rows.map((r) => [r.month, 'more'] as const))
}

function tableOf(source: Source): Pick<Table, 'name'> {
  return SILVER.find((t) => twinOf(t)?.name === source.name) ?? source
}

async function writeMonths(context: Writing, source: Source): Promise<Part[]> {
  if (source.at === undefined) return [await writePart(context, source, { month: null, after: -1 })]
  const months = await context.connection.rows<{ month: string | null }>(
    `select distinct strftime(make_date((epoch_us(start) // 86400000000)::integer), '%Y-%m') as month
     from (select distinct ${dayStart(source.at)} as start from ${place(source.schema, source.name)}) order by 1`,
  )
  const parts: Part[] = []
  for (const { month } of months) parts.push(await writePart(context, source, { month, after: -1 }))
  return parts.length > 0 ? parts : [await writePart(context, source, { month: null, after: -1 })]
}

async function writePart(
  context: Writing,
  source: Source,
  { month, after }: { month: string | null; after: number },
): Promise<Part> {
  const { connection, temporary, load, name } = context
  const file = `${source.schema}/${source.name}/${month ?? 'all'}.${name}.parquet`
  const conditions = [
    ...(source.at === undefined ? [] : [month === null ? `${ident(source.at)} is null` : inMonth(source.at, month)]),
    ...(after < 0 ? [] : [`_load > ${after} and _load <= ${load}`]),
  ]
  const names = Object.keys(source.columns).map(ident).join(', ')
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  const order = source.order.length === 0 ? '' : `order by ${source.order.map(ident).join(', ')}`
  const target = path.join(temporary, file)
  const [written] = await connection.rows<{ Count: string }>(
    `copy (select ${names} from ${place(source.schema, source.name)} ${where} ${order}) to ${literal(target)}
     (${order === '' ? PARQUET : FINE_PARQUET})`,
  )
  await flush(target)
  return { file, rows: Number(written?.Count), month }
}

/** Distinct days are few, so months are made from them. */
function dayStart(column: string): Sql {
  return FUNCTIONS.bucket('day', ident(column))
}

function inMonth(column: string, month: string): Sql {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  return `${ident(column)} >= '${month}-01 00:00:00+00'::timestamptz and ${ident(column)} < '${next}-01 00:00:00+00'::timestamptz`
}

/** The same bytes under the new snapshot: a second name where the file system can, a copy where it cannot. */
async function reuse({ before, temporary }: Writing, part: Part): Promise<void> {
  const from = path.join(before!.folder, part.file)
  const to = path.join(temporary, part.file)
  await link(from, to).catch(() => copyFile(from, to))
}

async function switchTo(folder: ReturnType<typeof publishedFolder>, temporary: string, name: string): Promise<void> {
  await mkdir(folder.snapshots, { recursive: true })
  await rename(temporary, path.join(folder.snapshots, name))
  await flush(folder.snapshots)
  const pointer = path.join(folder.root, `.current-${name}`)
  await symlink(path.join('snapshots', name), pointer)
  await rename(pointer, folder.current)
  await flush(folder.root)
}

/** Removes what nobody reads any more: older snapshots after their grace, and what a killed run left half-written. */
async function sweep(folder: ReturnType<typeof publishedFolder>, current: string): Promise<void> {
  for (const name of await readdir(folder.root)) {
    if (name.startsWith('.')) await rm(path.join(folder.root, name), { recursive: true, force: true })
  }
  for (const name of await readdir(folder.snapshots)) {
    const old = path.join(folder.snapshots, name)
    const age = Date.now() - (await stat(path.join(old, MANIFEST)).catch(() => ({ mtimeMs: 0 }))).mtimeMs
    if (name !== current && age > GRACE_MS) await rm(old, { recursive: true, force: true })
  }
}

async function flush(target: string): Promise<void> {
  const handle = await open(target, 'r')
  await handle.sync()
  await handle.close()
}

async function number(connection: Connection, query: Sql): Promise<number> {
  return Number((await connection.first<{ n: string }>(query))?.n ?? 0)
}

import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { UserError, unknownName } from '../core/errors.ts'
import { formatInstant, type Micros, monthOf, nextMonth, parseInstant, parseWhen } from '../core/instant.ts'
import { ident, literal, type Sql } from '../core/sql.ts'
import { type Column, DECIMALS, twinOf } from '../core/table.ts'
import { SILVER } from '../core/tables/index.ts'
import { asOurs } from '../engine/errors.ts'
import { MODELS } from '../models/index.ts'
import type { Effects } from './effects.ts'
import type { ExportOptions } from './export-formats.ts'
import { count } from './progress.ts'
import { openTables, type Tables } from './tables.ts'
import { configure } from './workspace.ts'

type Exported = {
  readonly schema: 'silver' | 'gold'
  readonly name: string
  readonly columns: Readonly<Record<string, Column>>
  /** The instant column by which it is cut into months. */
  readonly at: string | undefined
}

/** Every table that can be exported. */
const EXPORTED: readonly Exported[] = [
  ...SILVER.flatMap((table): Exported[] => {
    const twin = twinOf(table)
    const own = { schema: 'silver' as const, name: table.name, columns: table.columns, at: table.at }
    return twin === undefined ? [own] : [own, { ...own, name: twin.name, columns: twin.columns, at: twin.at }]
  }),
  ...MODELS.map((model): Exported => {
    const at = typeof model.rebuild === 'object' && 'at' in model.rebuild ? model.rebuild.at : undefined
    return { schema: 'gold', name: model.name, columns: model.columns, at }
  }),
]

/** Writes tables into a folder, each whole or not at all. Gives the exit code. */
export async function exportTables(
  effects: Effects,
  names: readonly string[],
  options: ExportOptions,
): Promise<number> {
  const tables = names.map(tableCalled)
  const span = spanOf(options)
  const timeless = span === undefined ? undefined : tables.find((table) => table.at === undefined)
  if (timeless !== undefined)
    throw new UserError(
      `${timeless.schema}.${timeless.name} has no time to cut it by. Export it without --since and --until.`,
    )
  const to = path.resolve(effects.cwd, options.to)
  const config = await configure(effects)
  return openTables(config, async (source) => {
    await mkdir(to, { recursive: true }).catch((error) => {
      throw asOurs(error)
    })
    for (const table of tables) await exportTable({ ...options, effects, source, to, span }, table)
    return 0
  })
}

function tableCalled(name: string): Exported {
  const table = EXPORTED.find((t) => name === `${t.schema}.${t.name}`)
  if (table !== undefined) return table
  throw unknownName(
    'table',
    name,
    EXPORTED.map((t) => `${t.schema}.${t.name}`),
  )
}

type Span = { readonly from: Micros | undefined; readonly to: Micros | undefined }

function spanOf({ since, until }: ExportOptions): Span | undefined {
  if (since === undefined && until === undefined) return undefined
  const now = Date.now() * 1000
  const when = (text: string | undefined) => (text === undefined ? undefined : parseWhen(text, now))
  return { from: when(since), to: when(until) }
}

type Exporting = Pick<ExportOptions, 'format' | 'overwrite'> & {
  readonly effects: Effects
  readonly source: Tables
  readonly to: string
  readonly span: Span | undefined
}

/** A table is written beside its place and takes it by one rename: a folder of Parquet files, or one file. */
async function exportTable(exporting: Exporting, table: Exported): Promise<void> {
  const { effects, to, format, overwrite = false } = exporting
  const name = `${table.schema}.${table.name}`
  const place = path.join(to, format === 'parquet' ? name : `${name}.${format}`)
  const isThere = (await stat(place).catch(() => undefined)) !== undefined
  if (isThere && !overwrite)
    throw new UserError(`${place} is there already. Name another folder with --to, or replace it with --overwrite.`)
  const work = await mkdtemp(path.join(to, '.export-'))
  try {
    const written = path.join(work, 'table')
    const rows =
      format === 'parquet' ? await writeFolder(exporting, table, written) : await writeFile(exporting, table, written)
    if (isThere) await rm(place, { recursive: true })
    await rename(written, place)
    effects.err(`${name}: ${count(rows)} rows in ${place}\n`)
  } catch (error) {
    throw asOurs(error)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Parquet files below `venue=…/month=…`, month by month, so that memory does not grow with the table. */
async function writeFolder(exporting: Exporting, table: Exported, folder: string): Promise<number> {
  const { source, effects } = exporting
  await mkdir(folder)
  let rows = 0
  for (const { month, where } of await monthsOf(exporting, table)) {
    const relation = await rowsOf(source, table, where)
    const keys = [...(table.columns.venue === undefined ? [] : ['venue']), ...(month === undefined ? [] : ['month'])]
    const columns = `*${month === undefined ? '' : `, ${literal(month)} as month`}`
    const found = await source.connection.first<{ n: string }>(`select count(*) as n from ${relation}`)
    if (month !== undefined && found?.n === '0') continue
    rows += Number(found?.n)
    // Where there is nothing to divide, one file; it tells the columns also where there are no rows.
    const [into, by] =
      keys.length > 0 && found?.n !== '0'
        ? [folder, `, partition_by (${keys.join(', ')}), append, filename_pattern 'part-{uuid}'`]
        : [path.join(folder, 'part-0.parquet'), '']
    await source.connection.run(
      `copy (select ${columns} from ${relation}) to ${literal(into)} (format parquet, compression zstd, row_group_size 32768${by})`,
    )
    if (month !== undefined && effects.terminal !== undefined) effects.err(`  ${table.name} ${month}\n`)
  }
  return rows
}

/** One file. Decimals and 64-bit integers are text in NDJSON, so that no digit is lost; instants are ISO 8601, UTC. */
async function writeFile(exporting: Exporting, table: Exported, file: string): Promise<number> {
  const { source, format } = exporting
  const relation = await rowsOf(source, table, within(table, exporting.span))
  const columns = Object.entries(table.columns).map(([name, { type }]) => {
    const column = ident(name)
    if (type === 'instant') return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ') as ${column}`
    return format === 'ndjson' && (type in DECIMALS || type === 'integer') ? `${column}::varchar as ${column}` : column
  })
  const how = format === 'csv' ? 'format csv, header' : 'format json'
  const copied = await source.connection.first<{ Count: string }>(
    `copy (select ${columns.join(', ')} from ${relation}) to ${literal(file)} (${how})`,
  )
  return Number(copied?.Count)
}

type Month = { readonly month: string | undefined; readonly where: Sql }

async function monthsOf({ source, span }: Exporting, table: Exported): Promise<Month[]> {
  const { at } = table
  if (at === undefined) return [{ month: undefined, where: 'true' }]
  const column = ident(at)
  const statement = `select min(${column}) as lo, max(${column}) as hi from ${source.place(table.schema, table.name)} where ${within(table, span)}`
  const found = await source.connection.first<{ lo: string | null; hi: string | null }>(
    `select strftime(lo, '%Y-%m-%dT%H:%M:%S.%fZ') as lo, strftime(hi, '%Y-%m-%dT%H:%M:%S.%fZ') as hi from ${await source.select(statement, 'bounds')}`,
  )
  if (found?.lo == null || found.hi === null) return [{ month: undefined, where: 'false' }]
  const [first, last] = [parseInstant(found.lo), parseInstant(found.hi)]
  const months: Month[] = []
  for (let from = first; from <= last; ) {
    const to = nextMonth(from)
    months.push({ month: monthOf(from), where: `${within(table, { from, to })} and ${within(table, span)}` })
    from = to
  }
  return months
}

/** A condition on the time of a table's rows that every engine reads alike: their clocks are set to UTC. */
function within({ at }: Exported, span: Span | undefined): Sql {
  const bound = (moment: Micros) => literal(formatInstant(moment).replace('T', ' ').replace('Z', ''))
  const parts = [
    ...(span?.from === undefined ? [] : [`${ident(at!)} >= ${bound(span.from)}`]),
    ...(span?.to === undefined ? [] : [`${ident(at!)} < ${bound(span.to)}`]),
  ]
  return parts.length === 0 ? 'true' : parts.join(' and ')
}

function rowsOf(source: Tables, { schema, name, columns }: Exported, where: Sql): Promise<Sql> {
  const names = Object.keys(columns).map(ident).join(', ')
  return source.select(`select ${names} from ${source.place(schema, name)} where ${where}`, 'exported')
}

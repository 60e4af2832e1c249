import { UserError } from '../core/errors.ts'
import { ident, literal } from '../core/sql.ts'
import { columnNames } from '../core/table.ts'
import { silverTable } from '../core/tables/index.ts'
import { shownUrl } from '../core/warehouse-url.ts'
import type { Connection, Row } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { currentSnapshot } from '../snapshot/manifest.ts'
import { blamePart, createViews } from '../snapshot/views.ts'
import { described } from './commands/schema.ts'
import type { Effects } from './effects.ts'
import { count } from './progress.ts'
import { isServed, type ServerWarehouse, withServer } from './server-warehouse.ts'
import { configure } from './workspace.ts'

type Report = {
  home: string
  /** When the snapshot was published; a server has none. */
  publishedAt: string | null
  resources: Row[]
  unresolved: Row[]
  drift: Row[]
  tables: { table: string; rows: number }[]
}

const PER_RESOURCE = `
  select l.venue, l.resource, sum(l.rows) as records, count(*) as slices,
         count(*) filter (where state in ('complete', 'empty-confirmed')) as complete,
         count(*) filter (where state in ('planned', 'partial')) as unfinished,
         count(*) filter (where state = 'suspect') as suspect,
         strftime(max(l.updated_at), '%Y-%m-%dT%H:%M:%SZ') as asked_at,
         strftime(max(l.covers_to), '%Y-%m-%dT%H:%M:%SZ') as covered_to,
         (select count(*) from silver.rejects as r where r.venue = l.venue and r.resource = l.resource) as rejects,
         (select count(*) from silver.drift as d where d.venue = l.venue and d.resource = l.resource) as drift
  from silver.ledger as l group by l.venue, l.resource order by l.venue, l.resource`

/** How many fields of each resource drift, and the newest of them. */
const DRIFT = `
  select venue, resource, count(*) as fields, strftime(max(first_seen_at), '%Y-%m-%dT%H:%M:%SZ') as seen_at,
         arg_max({field: field, change: change, detail: detail, sample: sample}, row(first_seen_at, field, change)) as newest
  from silver.drift group by all order by all`

/** Prints the state of the lake from its snapshot. Gives the exit code. */
export async function showStatus(effects: Effects, options: { json?: boolean }): Promise<number> {
  const config = await configure(effects)
  const print = (report: Report) =>
    effects.out(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : text(report))
  if (isServed(config)) {
    print(await withServer(config, (server) => surveyServer(server, config.text('warehouse'))))
    return 0
  }
  const home = config.text('home')
  const snapshot = await currentSnapshot(home)
  if (snapshot === undefined)
    throw new UserError(`There is no snapshot in ${home} yet. Run "oddslake sync" or "oddslake demo" first.`)
  const engine = await Engine.open({ memory: config.text('memory') })
  const connection = await engine.connect()
  try {
    await createViews(connection, snapshot.folder, snapshot.manifest)
    const { home, manifest } = snapshot
    const tables = manifest.tables.map((t) => ({
      table: `${t.schema}.${t.name}`,
      rows: t.parts.reduce((sum, p) => sum + p.rows, 0),
    }))
    print({ home, publishedAt: manifest.publishedAt, tables, ...(await survey(connection)) })
    return 0
  } catch (error) {
    throw await blamePart(connection, snapshot, error)
  } finally {
    engine.close()
  }
}

/** What the report is made from. */
const READ = ['ledger', 'rejects', 'unresolved', 'drift'].map(silverTable)

/** The same of a server, whose small tables come here for it. */
async function surveyServer({ warehouse, connection }: ServerWarehouse, url: string): Promise<Report> {
  await connection.run('create schema silver')
  for (const table of READ) {
    const rows = `select ${columnNames(table).map(ident).join(', ')} from ${warehouse.place('silver', table.name)}`
    const read = await warehouse.select(connection, rows, table.name).catch((error: unknown) => {
      throw error instanceof UserError ? nothingToRead(url, error) : error
    })
    await connection.run(`create view silver.${table.name} as select * from ${read}`)
  }
  const count = (names: readonly string[]) => {
    const counts = names.map((name) => {
      const [schema, table] = name.split('.') as ['silver' | 'gold', string]
      return `select ${literal(name)} as name, count(*) as n from ${warehouse.place(schema, table)}`
    })
    return warehouse.select(connection, counts.join(' union all '), 'counted')
  }
  const names = described().map(({ name }) => name)
  // Gold is there once it was built.
  const counts = await count(names).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error
    return count(names.filter((name) => name.startsWith('silver.')))
  })
  const counted = await connection.rows<{ name: string; n: string }>(`select * from ${counts}`)
  const tables = counted.map(({ name, n }) => ({ table: name, rows: Number(n) }))
  return { home: shownUrl(url), publishedAt: null, tables, ...(await survey(connection)) }
}

function nothingToRead(url: string, { message }: UserError): UserError {
  return new UserError(
    `The tables cannot be read from ${shownUrl(url)} (${message}). Where nothing was mirrored there yet: oddslake sync. Where others write them: this user needs the right to read silver and gold.`,
  )
}

async function survey(connection: Connection): Promise<Pick<Report, 'resources' | 'unresolved' | 'drift'>> {
  const resources = await connection.rows(PER_RESOURCE)
  const unresolved = await connection.rows(
    'select from_table, to_table, count(*) as missing, sum(rows) as rows from silver.unresolved group by all order by all',
  )
  const drift = await connection.rows(DRIFT)
  return { resources, unresolved, drift }
}

function text({ home, publishedAt, resources, unresolved, drift, tables }: Report): string {
  const lines = [publishedAt === null ? home : `${home}, published ${publishedAt}`, '']
  for (const r of resources) {
    const trouble = [
      [r.unfinished, 'unfinished slices'],
      [r.suspect, 'suspect slices'],
      [r.rejects, 'rejects'],
      [r.drift, 'drifting fields'],
    ].filter(([n]) => Number(n) > 0)
    const notes = trouble.map(([n, what]) => `${count(Number(n))} ${what}`)
    const covered = r.covered_to === null ? '' : `, covered to ${r.covered_to}`
    lines.push(
      `${`${r.venue}/${r.resource}`.padEnd(22)}${count(Number(r.records)).padStart(12)} records, asked ${r.asked_at}${covered}${notes.length > 0 ? `; ${notes.join(', ')}` : ', complete'}`,
    )
  }
  for (const u of unresolved) {
    lines.push(
      `${String(u.from_table).padEnd(22)}${count(Number(u.rows)).padStart(12)} rows refer to ${count(Number(u.missing))} ${u.to_table} that have not come (silver.unresolved)`,
    )
  }
  for (const d of drift) {
    const { field, change, detail, sample } = d.newest as Record<string, string | null>
    const shown = sample === null || sample === undefined ? '' : `, such as ${sample}`
    lines.push(
      `${`${d.venue}/${d.resource}`.padEnd(22)}${count(Number(d.fields)).padStart(12)} changes of fields, the newest at ${d.seen_at}: ${field} ${change} (${detail}${shown}); all of them: silver.drift`,
    )
  }
  lines.push(
    '',
    ...tables.filter((t) => t.rows > 0).map((t) => `${t.table.padEnd(30)}${count(t.rows).padStart(12)} rows`),
  )
  return `${lines.join('\n')}\n`
}

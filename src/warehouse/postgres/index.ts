import { type Micros, shortInstant } from '../../core/instant.ts'
import { ident, type Sql } from '../../core/sql.ts'
import { columnNames } from '../../core/table.ts'
import { silverTable } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import type { LoadBatch, LoadResult, Warehouse } from '../warehouse.ts'
import { build } from './build.ts'
import { clear } from './clear.ts'
import { refusedStatement } from './errors.ts'
import { mergeLate } from './late.ts'
import { type Load, list, type Merged, merge } from './merge.ts'
import { LOCKS, migrate } from './migrate.ts'
import { mirror } from './mirror.ts'
import { define, readState, writeRadar } from './profile.ts'
import { fillInherited, listUnresolved } from './references.ts'
import { place } from './schema.ts'
import { Server, type Session } from './server.ts'
import { fetch, sendAside } from './transfer.ts'

type PostgresOptions = {
  readonly url: string
  /** Folder for rows on their way to or from the server. */
  readonly scratch: string
  /** Ends what the server does for us. */
  readonly signal?: AbortSignal | undefined
}

/** Opens a PostgreSQL database as the warehouse: rows are read and merged there, by statements as large as the batch. */
export async function openPostgres({ url, scratch, signal }: PostgresOptions): Promise<Warehouse> {
  const server = new Server(url, signal)
  return {
    url,
    migrate: () => migrate(server),
    async loaded() {
      const rows = await server.transaction((session) => session.rows<{ file: string }>('select file from ops.loads'))
      return new Set(rows.map((row) => row.file))
    },
    state: (_, resource) => server.transaction((session) => readState(session, resource)),
    define: (_, definition) => server.transaction((session) => define(session, definition)),
    place,
    select: (connection, statement, name) => select(server, connection, { statement, name, scratch }),
    load: (connection, batch) => load(server, connection, { batch, scratch }),
    forget: (_, files) =>
      server.transaction(async (session) => {
        await session.run('delete from ops.loads where file = any($1::text[])', [files])
      }),
    closeMarkets: (_, venue, now) => server.transaction((session) => closeMarkets(session, venue, now)),
    clear: (_) => server.transaction((session) => clear(session)),
    replace: (connection, table, relation) =>
      server.transaction(async (session) => {
        const target = place('silver', table.name)
        const incoming = `pg_temp.${ident(`incoming_${table.name}`)}`
        await sendAside(session, connection, { relation, columns: table.columns, table: incoming, scratch })
        await session.run(
          `delete from ${target}; insert into ${target} (${list(table)}, _load) select ${list(table)}, 0 from ${incoming}`,
        )
      }),
    record: (_, table, row) =>
      server.transaction(async (session) => {
        const target = place('silver', table.name)
        const key = table.key.map((k, i) => `${ident(k)} = $${i + 1}`).join(' and ')
        const names = columnNames(table).filter((name) => row[name] !== undefined)
        await session.run(
          `delete from ${target} where ${key}`,
          table.key.map((k) => row[k]),
        )
        await session.run(
          `insert into ${target} (${names.map(ident).join(', ')}, _load) values (${names.map((_, i) => `$${i + 1}`).join(', ')}, 0)`,
          names.map((name) => row[name]),
        )
      }),
    build: (_, model) => server.transaction((session) => build(session, model)),
    close: () => server.close(),
  }
}

async function select(
  server: Server,
  connection: Connection,
  asked: { statement: Sql; name: string; scratch: string },
): Promise<Sql> {
  const reading = server.transaction((session) => fetch(session, connection, asked), { readOnly: true })
  return reading.catch((error: unknown) => {
    throw refusedStatement(error, server.place)
  })
}

/** One transaction: the rows and the note that their files are in. If only its end is not known, that note tells. */
function load(
  server: Server,
  connection: Connection,
  { batch, scratch }: { batch: LoadBatch; scratch: string },
): Promise<LoadResult> {
  let id = 0
  const work = async (session: Session) => {
    await session.run(`select pg_advisory_xact_lock(${LOCKS.write})`)
    id = await nextLoad(session)
    return enterBatch({ session, connection, id, scratch }, batch)
  }
  const done = async (session: Session) =>
    (await session.first('select 1 from ops.loads where load_id = $1 limit 1', [id])) !== undefined
  return server.transaction(work, { done })
}

async function enterBatch(load: Load, batch: LoadBatch): Promise<LoadResult> {
  const { session, connection, id, scratch } = load
  const again = batch.again === true
  const merged: Merged[] = []
  for (const staged of batch.staged) {
    const done = await (again ? mergeLate : merge)(load, staged)
    if (done !== undefined) merged.push(done)
  }
  await fillInherited(load, new Set(batch.staged.map((s) => s.table.name)))
  await listUnresolved(load, merged, { anew: again })
  const paths = batch.files.map((file) => file.path)
  if (again) {
    await session.run('delete from silver.rejects where bronze_file = any($1::text[])', [paths])
    await session.run('delete from ops.loads where file = any($1::text[])', [paths])
  }
  const refused = await connection.first<{ n: string }>(`select count(*) as n from ${batch.rejects}`)
  const rejects = Number(refused?.n)
  if (rejects > 0) {
    const table = silverTable('rejects')
    await sendAside(session, connection, {
      relation: batch.rejects,
      columns: table.columns,
      table: 'pg_temp.incoming_rejects',
      scratch,
    })
    await session.run(
      `insert into silver.rejects (${list(table)}, _load) select ${list(table)}, ${id} from pg_temp.incoming_rejects`,
    )
  }
  if (batch.radar !== undefined) await writeRadar(load, batch.radar)
  if (batch.bronze !== undefined) await mirror(load, batch.bronze)
  await session.run(
    `insert into ops.loads (file, load_id, venue, resource, records)
     select file, ${id}, venue, resource, records from json_to_recordset($1) as f(file text, venue text, resource text, records bigint)
     on conflict (file) do nothing`,
    [JSON.stringify(batch.files.map(({ path: file, ...rest }) => ({ file, ...rest })))],
  )
  return { rows: merged.reduce((sum, m) => sum + m.rows, 0), rejects }
}

async function nextLoad(session: Session): Promise<number> {
  return Number((await session.first<{ n: string }>(`select nextval('ops.load_ids') as n`))?.n)
}

/** A load of its own, so that models notice it. That a market closes is known from the moment it does, whenever it is noted. */
async function closeMarkets(session: Session, venue: string, now: Micros): Promise<void> {
  await session.run(`select pg_advisory_xact_lock(${LOCKS.write})`)
  const instant = new Date(Math.floor(now / 1000)).toISOString()
  const due = `venue = $1 and status = 'open' and closes_at <= $2::timestamptz + interval '1 microsecond' * ${now % 1000}`
  if ((await session.first(`select 1 from silver.markets where ${due} limit 1`, [venue, instant])) === undefined) return
  const id = await nextLoad(session)
  const table = silverTable('markets')
  await session.run(
    `with closed as (
       update silver.markets set status = 'closed', seen_at = greatest(closes_at, seen_at + interval '1 microsecond'), _load = ${id}
       where ${due} returning *)
     insert into silver.market_versions (${list(table)}, _load) select ${list(table)}, _load from closed`,
    [venue, instant],
  )
  await session.run(`insert into ops.touched values (${id}, 'markets', null, true)`)
  await session.run(
    `insert into ops.loads (file, load_id, venue, resource, records) values ($1, ${id}, $2, 'markets', 0)`,
    [`the clock at ${shortInstant(now)}`, venue],
  )
}

import path from 'node:path'
import { type Micros, shortInstant } from '../../core/instant.ts'
import { ident, literal, literals } from '../../core/sql.ts'
import { twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Engine } from '../../engine/engine.ts'
import { DAMAGED_DATABASE, damagedDatabase, firstLine } from '../../engine/errors.ts'
import { makeFolder } from '../../engine/folder.ts'
import type { LoadBatch, LoadResult, Warehouse } from '../warehouse.ts'
import { build } from './build.ts'
import { mergeLate } from './late.ts'
import { merge } from './merge.ts'
import { define, readState, writeRadar } from './profile.ts'
import { publish } from './publish.ts'
import { fillInherited, listUnresolved } from './references.ts'
import { compareSchema, DATABASE, foundations, place, silverTables } from './schema.ts'

/** Opens (or creates) a DuckDB file as the warehouse. One process at a time holds it. */
export async function openDuckdb(engine: Engine, file: string): Promise<Warehouse> {
  await makeFolder(path.dirname(file))
  await engine.attach(file, DATABASE).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause : error
    throw DAMAGED_DATABASE.test(cause.message) ? damagedDatabase(firstLine(cause.message), file) : error
  })
  return {
    url: `duckdb:${file}`,
    async migrate(connection) {
      const { old, isWhole } = await compareSchema(connection)
      if (isWhole && old.length === 0) return
      await connection.transaction(async () => {
        for (const statement of foundations()) await connection.run(statement)
        for (const name of old) await connection.run(`drop table ${place('silver', name)}`)
        for (const statement of silverTables()) await connection.run(statement)
        // What another version wrote is read again from bronze.
        if (old.length > 0) await clear(connection)
      })
    },
    async loaded(connection) {
      const rows = await connection.rows<{ file: string }>(`select file from ${place('ops', 'loads')}`)
      return new Set(rows.map((row) => row.file))
    },
    state: readState,
    define: (connection, definition) => connection.transaction(() => define(connection, definition)),
    place,
    select: async (_, statement) => `(${statement})`,
    load: (connection, batch) => connection.transaction(() => load(connection, batch)),
    forget: (connection, files) =>
      connection.run(`delete from ${place('ops', 'loads')} where file in (${files.map(literal).join(', ')})`),
    closeMarkets: (connection, venue, now) => connection.transaction(() => closeMarkets(connection, venue, now)),
    clear: (connection) => connection.transaction(() => clear(connection)),
    async replace(connection, table, relation) {
      const names = Object.keys(table.columns).map(ident).join(', ')
      await connection.transaction(async () => {
        await connection.run(`delete from ${place('silver', table.name)}`)
        await connection.run(`insert into ${place('silver', table.name)} (${names}) select ${names} from ${relation}`)
      })
    },
    async record(connection, table, row) {
      const names = Object.keys(row)
      const key = table.key.map((k) => `${ident(k)} = $${k}`).join(' and ')
      const keys = Object.fromEntries(table.key.map((k) => [k, row[k]!]))
      await connection.transaction(async () => {
        await connection.run(`delete from ${place('silver', table.name)} where ${key}`, keys)
        await connection.run(
          `insert into ${place('silver', table.name)} (${names.map(ident).join(', ')}) values (${names.map((n) => `$${n}`).join(', ')})`,
          row,
        )
      })
    },
    build,
    publish,
    async close() {
      const connection = await engine.connect()
      await connection.run(`detach ${DATABASE}`).finally(() => connection.close())
    },
  }
}

async function load(connection: Connection, batch: LoadBatch): Promise<LoadResult> {
  const next = await connection.first<{ n: string }>(`select nextval('${DATABASE}.ops.load_ids') as n`)
  const id = Number(next?.n)
  let rows = 0
  const enter = batch.again === true ? mergeLate : merge
  for (const staged of batch.staged) rows += await enter(connection, staged, id)
  const loaded = new Set(batch.staged.map((s) => s.table.name))
  await fillInherited(connection, loaded, id)
  await listUnresolved(connection, loaded, { load: id, anew: batch.again === true })
  const rejects = place('silver', 'rejects')
  const paths = literals(batch.files.map((file) => file.path))
  if (batch.again === true) {
    await connection.run(`delete from ${rejects} where list_contains(${paths}, bronze_file)`)
    await connection.run(`delete from ${place('ops', 'loads')} where list_contains(${paths}, file)`)
  }
  await connection.run(`insert into ${rejects} select *, ${id} from ${batch.rejects}`)
  if (batch.radar !== undefined) await writeRadar(connection, batch.radar, id)
  for (const file of batch.files) {
    await connection.run(
      `insert into ${place('ops', 'loads')} values (${id}, $path, $venue, $resource, $records, now())`,
      { ...file },
    )
  }
  const refused = await connection.first<{ n: string }>(`select count(*) as n from ${batch.rejects}`)
  return { rows, rejects: Number(refused?.n) }
}

async function clear(connection: Connection): Promise<void> {
  const built = SILVER.filter((t) => t.kind !== 'log' || ['rejects', 'unresolved', 'drift'].includes(t.name))
  for (const table of built) {
    await connection.run(`delete from ${place('silver', table.name)}`)
    const twin = twinOf(table)
    if (twin !== undefined) await connection.run(`delete from ${place('silver', twin.name)}`)
  }
  for (const name of ['loads', 'touched', 'built', 'definitions', 'fields'])
    await connection.run(`delete from ${place('ops', name)}`)
  await connection.run(`update ${place('ops', 'generation')} set n = n + 1`)
}

/**
 * A load of its own, so that snapshots and models notice it. That a market closes is known from the moment it does, whenever
 * it is noted: so every warehouse of a lake, and every rebuild, says the same.
 */
async function closeMarkets(connection: Connection, venue: string, now: Micros): Promise<void> {
  const markets = place('silver', 'markets')
  const due = `venue = ${literal(venue)} and status = 'open' and closes_at <= make_timestamptz(${now})`
  if ((await connection.first(`select 1 as n from ${markets} where ${due} limit 1`)) === undefined) return
  const next = await connection.first<{ n: string }>(`select nextval('${DATABASE}.ops.load_ids') as n`)
  const id = Number(next?.n)
  const known = "greatest(closes_at, seen_at + interval '1 microsecond')"
  const closed = `* replace ('closed' as status, ${known} as seen_at, ${id} as _load)`
  await connection.run(
    `insert into ${place('silver', 'market_versions')} select ${closed} from ${markets} where ${due}`,
  )
  await connection.run(`update ${markets} set status = 'closed', seen_at = ${known}, _load = ${id} where ${due}`)
  await connection.run(`insert into ${place('ops', 'touched')} values (${id}, 'markets', null, true)`)
  const clock = literal(`the clock at ${shortInstant(now)}`)
  await connection.run(
    `insert into ${place('ops', 'loads')} values (${id}, ${clock}, ${literal(venue)}, 'markets', 0, now())`,
  )
}

import { randomBytes } from 'node:crypto'
import { createClient } from '@clickhouse/client'
import pg from 'pg'
import { inject } from 'vitest'
import { Engine } from '../../src/engine/engine.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import type { EngineName } from './engines.ts'

/** The name of a database that has the tables already: copying it is quicker than making them. */
const template = `oddslake_${process.pid}_template`
let made: Promise<void> | undefined

/** ClickHouse's are used again once they are empty: making a hundred tables takes it seconds. */
const free: string[] = []

/** A database of its own on a server of the test run; gives its URL. It goes away with the server. */
export async function createDatabase(engine: Exclude<EngineName, 'duckdb'>): Promise<string> {
  const server = inject(engine)!
  if (engine === 'clickhouse')
    return free.pop() ?? `${server}/?prefix=t${process.pid}_${randomBytes(4).toString('hex')}_`
  made ??= createTemplate(server)
  await made
  const name = `oddslake_${process.pid}_${randomBytes(4).toString('hex')}`
  await runOn(server, `create database ${name} template ${template}`)
  return databaseOf(server, name)
}

/** Gives back a database that nobody works with any more. */
export async function releaseDatabase(url: string): Promise<void> {
  if (!url.startsWith(`${inject('clickhouse')}/?prefix=t${process.pid}_`)) return
  const { origin, searchParams } = new URL(url.replace('clickhouse:', 'http:'))
  const client = createClient({ url: origin })
  const query = `select database, name from system.tables where startsWith(database, '${searchParams.get('prefix')}') and total_rows > 0`
  const full = await (await client.query({ query, format: 'JSONEachRow' })).json<{ database: string; name: string }>()
  for (const { database, name } of full) await client.command({ query: `truncate table "${database}"."${name}"` })
  await client.close()
  free.push(url)
}

async function createTemplate(server: string): Promise<void> {
  await runOn(server, `create database ${template} encoding 'UTF8' template template0`)
  const engine = await Engine.open()
  const warehouse = await openWarehouse({ url: databaseOf(server, template), engine, scratch: '' })
  const connection = await engine.connect()
  await warehouse.migrate(connection)
  connection.close()
  await warehouse.close()
  engine.close()
}

/** The same server, another database. */
export function databaseOf(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

export async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

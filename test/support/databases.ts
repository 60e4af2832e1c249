import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { Engine } from '../../src/engine/engine.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import type { EngineName } from './engines.ts'

/** The name of a database that has the tables already: copying it is quicker than making them. */
const template = `oddslake_${process.pid}_template`
let made: Promise<void> | undefined

/** A database of its own on a server of the test run; gives its URL. It goes away with the server. */
export async function createDatabase(engine: Exclude<EngineName, 'duckdb'>): Promise<string> {
  const server = inject(engine)!
  made ??= createTemplate(server)
  await made
  const name = `oddslake_${process.pid}_${randomBytes(4).toString('hex')}`
  await runOn(server, `create database ${name} template ${template}`)
  return databaseOf(server, name)
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

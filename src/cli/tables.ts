import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import { UserError } from '../core/errors.ts'
import { ident, type Sql } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { currentSnapshot } from '../snapshot/manifest.ts'
import { blamePart, createViews } from '../snapshot/views.ts'
import { isServed, withServer } from './server-warehouse.ts'

/** The tables of silver and gold, wherever they are kept: in the current snapshot, or at a server. */
export type Tables = {
  readonly connection: Connection
  /** How statements spell a table. */
  place(schema: 'silver' | 'gold', table: string): Sql
  /** The rows of a statement as a relation of the engine, until the same name is asked for again. */
  select(statement: Sql, name: string): Promise<Sql>
}

/** Opens the tables for one piece of work. */
export async function openTables<T>(config: Config, work: (tables: Tables) => Promise<T>): Promise<T> {
  if (isServed(config))
    return withServer(config, ({ warehouse, connection }) =>
      work({
        connection,
        place: warehouse.place,
        select: (statement, name) => warehouse.select(connection, statement, name),
      }),
    )
  const snapshot = await currentSnapshot(config.text('home'))
  if (snapshot === undefined)
    throw new UserError(
      `There is no snapshot in ${config.text('home')} yet. Run "oddslake sync" or "oddslake demo" first, or set ODDSLAKE_HOME to a home that has one.`,
    )
  const temp = await mkdtemp(path.join(os.tmpdir(), 'oddslake-read-'))
  const engine = await Engine.open({ memory: config.text('memory'), temp, ordered: true })
  try {
    const connection = await engine.connect()
    await createViews(connection, snapshot.folder, snapshot.manifest)
    const tables: Tables = {
      connection,
      place: (schema, table) => `${schema}.${ident(table)}`,
      select: async (statement) => `(${statement})`,
    }
    return await work(tables).catch(async (error) => {
      throw await blamePart(connection, snapshot, error)
    })
  } finally {
    engine.close()
    await rm(temp, { recursive: true, force: true })
  }
}

import type { Connection } from '../../src/engine/connection.ts'
import { Engine } from '../../src/engine/engine.ts'
import { MODELS } from '../../src/models/index.ts'
import { currentSnapshot } from '../../src/snapshot/manifest.ts'
import type { Moment } from '../../src/snapshot/moment.ts'
import { createTimeViews } from '../../src/snapshot/time.ts'
import { createViews } from '../../src/snapshot/views.ts'
import { createModelViews } from '../../src/warehouse/duckdb/views.ts'
import { ENGINE } from './threads.ts'

/** Looks at a home's current snapshot as it is, or as it was at a moment. */
export async function look<T>(
  home: string,
  moment: Moment | undefined,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const snapshot = (await currentSnapshot(home))!
  const engine = await Engine.open({ memory: '500MB', ...ENGINE })
  try {
    const connection = await engine.connect()
    if (moment === undefined) await createViews(connection, snapshot.folder, snapshot.manifest)
    else {
      await createTimeViews(connection, snapshot, moment)
      await createModelViews(connection, MODELS)
    }
    return await work(connection)
  } finally {
    engine.close()
  }
}

/** Every row of some tables, as text, in an order of their own. */
export async function dump(connection: Connection, tables: readonly string[]): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const table of tables) {
    const rows = await connection.rows<{ row: string }>(`select t::varchar as row from ${table} as t order by 1`)
    found[table] = rows.map(({ row }) => row)
  }
  return found
}

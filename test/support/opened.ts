import type { Connection } from '../../src/engine/connection.ts'
import { Engine } from '../../src/engine/engine.ts'
import { currentSnapshot } from '../../src/snapshot/manifest.ts'
import { createViews } from '../../src/snapshot/views.ts'
import { ENGINE } from './threads.ts'

/** A home's published tables and, under the name `bronze`, its records, until it is closed. */
export async function openHome(home: string): Promise<{ connection: Connection; close(): void }> {
  const snapshot = (await currentSnapshot(home))!
  const engine = await Engine.open(ENGINE)
  const connection = await engine.connect()
  await createViews(connection, snapshot.folder, snapshot.manifest)
  await connection.run(
    `create temp view bronze as select * from read_parquet('${home}/bronze/*/*/*/*.parquet', hive_partitioning = false)`,
  )
  return { connection, close: () => engine.close() }
}

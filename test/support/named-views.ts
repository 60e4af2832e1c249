import type { Connection } from '../../src/engine/connection.ts'
import type { Snapshot } from '../../src/snapshot/manifest.ts'
import { createViews } from '../../src/snapshot/views.ts'

/** Views of those published tables that a text names: there are a hundred, and each takes its time to open. */
export async function createNamedViews(
  connection: Connection,
  { folder, manifest }: Pick<Snapshot, 'folder' | 'manifest'>,
  text: string,
): Promise<void> {
  const tables = manifest.tables.filter(({ name }) => text.includes(name))
  await createViews(connection, folder, { ...manifest, tables })
}

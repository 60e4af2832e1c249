import type { Model } from '../../core/model.ts'
import { ident } from '../../core/sql.ts'
import { twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import { FUNCTIONS } from './dialect.ts'

/** Makes models readable as `gold.…`, computed from whatever `silver.…` is in this conversation when they are asked. */
export async function createModelViews(connection: Connection, models: readonly Model[]): Promise<void> {
  const silver = new Set(SILVER.flatMap((t) => [t.name, twinOf(t)?.name ?? t.name]))
  const ref = (name: string) => `${silver.has(name) ? 'silver' : 'gold'}.${ident(name)}`
  for (const { name, columns, sql } of models) {
    const casts = Object.entries(columns).map(([c, { type }]) => `${FUNCTIONS.cast(ident(c), type)} as ${ident(c)}`)
    const rows = sql({ ref, fn: FUNCTIONS, touched: () => 'true', among: () => 'true' })
    await connection.run(`create view gold.${ident(name)} as select ${casts.join(', ')} from (${rows})`)
  }
}

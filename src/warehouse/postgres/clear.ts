import { twinOf } from '../../core/table.ts'
import { SILVER } from '../../core/tables/index.ts'
import { place } from './schema.ts'
import type { Session } from './server.ts'

/** Forgets all rows that are made from bronze, and that its files were read. */
export async function clear(session: Session): Promise<void> {
  const made = SILVER.filter((t) => t.kind !== 'log' || ['rejects', 'unresolved', 'drift'].includes(t.name))
  const tables = made.flatMap((table) => {
    const twin = twinOf(table)
    return [place('silver', table.name), ...(twin === undefined ? [] : [place('silver', twin.name)])]
  })
  tables.push(place('bronze', 'records'))
  const filled = await session.rows<{ name: string }>(
    tables.map((name) => `select '${name}' as name where exists (select 1 from ${name})`).join(' union all '),
  )
  if (filled.length > 0) await session.run(`truncate ${filled.map((row) => row.name).join(', ')}`)
  for (const name of ['loads', 'touched', 'built', 'definitions', 'fields'])
    await session.run(`delete from ${place('ops', name)}`)
}

import { askJson, type Row } from '../testing/walk.ts'
import type { World } from '../world.ts'

/** Every row of a keyset list, page after page. */
export function walkGamma(world: World, name: 'markets' | 'events', query: string): Row[] {
  const rows: Row[] = []
  for (let cursor: unknown = ''; cursor !== undefined; ) {
    const page = askJson<Row>(world, `/gamma/${name}/keyset?limit=100&${query}&after_cursor=${cursor}`)
    rows.push(...(page[name] as Row[]))
    cursor = page.next_cursor
  }
  return rows
}

/** Every row of one of the CLOB's lists. */
export function walkClob(world: World, name: string): Row[] {
  const rows: Row[] = []
  for (let cursor = 'MA=='; cursor !== 'LTE='; ) {
    const page = askJson<Row>(world, `/clob/${name}?next_cursor=${cursor}`)
    rows.push(...(page.data as Row[]))
    cursor = page.next_cursor as string
  }
  return rows
}

import type { Answer, World } from '../world.ts'

/** Asks a world in process, without a server between. */
export function ask(world: World, address: string): Answer {
  const url = new URL(`http://world${address}`)
  return world.answer({ method: 'GET', path: url.pathname, query: url.searchParams })
}

export function bodyOf(answer: Answer): string {
  return Buffer.concat(answer.body as Uint8Array[]).toString()
}

export function askJson<T = Record<string, unknown>>(world: World, address: string): T {
  return JSON.parse(bodyOf(ask(world, address))) as T
}

export type Row = Readonly<Record<string, unknown>>

/** Every row of a paged list, page after page; fails on a cursor that comes back. `next` is where pages hold it. */
export function walk(world: World, address: string, name: string, next = 'cursor'): Row[] {
  const rows: Row[] = []
  const seen = new Set<string>()
  const join = address.includes('?') ? '&' : '?'
  for (let cursor = ''; ; ) {
    const page = askJson<Record<string, unknown>>(world, cursor === '' ? address : `${address}${join}cursor=${cursor}`)
    rows.push(...(page[name] as Row[]))
    cursor = page[next] as string
    if (cursor === '') return rows
    if (seen.has(cursor)) throw new Error(`the cursor ${cursor} came back at ${address}`)
    seen.add(cursor)
  }
}

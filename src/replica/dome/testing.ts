import { bodyOf, type Row } from '../testing/walk.ts'
import type { Twist, World } from '../world.ts'

export type Body = Readonly<Record<string, unknown>>

/** Asks a world in process with a key. */
export function ask(world: World, address: string, twist?: Twist): { status: number; body: Body } {
  const url = new URL(`http://world${address}`)
  const request = { method: 'GET', path: url.pathname, query: url.searchParams, authorization: 'Bearer key' }
  const answer = world.answer(request, twist)
  return { status: answer.status, body: JSON.parse(bodyOf(answer)) as Body }
}

export interface Pagination {
  readonly has_more: boolean
  readonly total?: number
  readonly count?: number
  readonly pagination_key?: string | null
  readonly paginationKey?: string
}

export function pageOf(world: World, address: string, name: string): { rows: Row[]; pagination: Pagination } {
  const { body } = ask(world, address)
  return { rows: body[name] as Row[], pagination: body.pagination as Pagination }
}

/** Every row of a list, page after page. */
export function walk(world: World, address: string, name: string): Row[] {
  const rows: Row[] = []
  const join = address.includes('?') ? '&' : '?'
  for (let cursor = ''; ; ) {
    const page = pageOf(world, `${address}${cursor}`, name)
    rows.push(...page.rows)
    const { has_more, pagination_key, paginationKey } = page.pagination
    if (!has_more) return rows
    const key = encodeURIComponent(pagination_key ?? paginationKey!)
    const next = `${join}${paginationKey === undefined ? 'pagination_key' : 'paginationKey'}=${key}`
    if (next === cursor) throw new Error(`the cursor ${key} came back at ${address}`)
    cursor = next
  }
}

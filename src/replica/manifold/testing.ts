import { ask, askJson, type Row } from '../testing/walk.ts'
import type { World } from '../world.ts'

/** Every bet of a feed read upwards by time, with pages that overlap by a millisecond. */
export function walkBets(world: World, address: string, limit = 500): Row[] {
  const rows = new Map<string, Row>()
  for (let after = 0; ; ) {
    const page = askJson<Row[]>(
      world,
      `${address}${address.includes('?') ? '&' : '?'}order=asc&limit=${limit}&afterTime=${after}`,
    )
    for (const row of page) rows.set(`${row.id} ${row.createdTime}`, row)
    if (page.length < limit) return [...rows.values()]
    const last = page.at(-1)!.createdTime as number
    if (last - 1 <= after) throw new Error(`more than ${limit} bets share ${last}`)
    after = last - 1
  }
}

export const ALL_BETS = '/v0/bets?includeZeroShareRedemptions=true'

/** Status and body of a refusal. */
export function refusal(world: World, address: string): [number, unknown] {
  const { status } = ask(world, address)
  return [status, askJson(world, address)]
}

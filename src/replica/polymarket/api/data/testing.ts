import { ask, askJson, bodyOf, type Row } from '../../../testing/walk.ts'
import { doubleText } from '../../../truth/doubles.ts'
import type { World } from '../../../world.ts'

/** Every row of a list of the first Data API, page after page, until one is empty. */
export function walkOffsets(world: World, address: string, limit: number): Row[] {
  const rows: Row[] = []
  for (;;) {
    const page = askJson<Row[]>(world, `${address}&limit=${limit}&offset=${rows.length}`)
    if (page.length === 0) return rows
    rows.push(...page)
  }
}

/** Every row of a list of the second Data API, cursor after cursor. */
export function walkCursors(world: World, address: string): Row[] {
  const rows: Row[] = []
  for (let cursor = ''; ; ) {
    const page = askJson<V2Page>(world, cursor === '' ? address : `${address}&cursor=${cursor}`)
    rows.push(...page.data)
    if (!page.pagination.has_more) return rows
    cursor = page.pagination.next_cursor!
  }
}

export interface V2Page {
  readonly data: Row[]
  readonly pagination: { readonly has_more: boolean; readonly next_cursor?: string; readonly limit: number }
}

/** Status and body of what is posted. */
export function post(world: World, path: string, body: unknown): readonly [number, unknown] {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = world.answer({ method: 'POST', path, query: new URLSearchParams(), body: text })
  return [answer.status, JSON.parse(bodyOf(answer))]
}

/** Status and body of a refusal. */
export function refusal(world: World, address: string): readonly [number, unknown] {
  const answer = ask(world, address)
  return [answer.status, JSON.parse(bodyOf(answer))]
}

/** A row of either tape as the truth writes it, but for the notional: what stands in the JSON, rounded half to even. */
export function truthOf(row: Row): string {
  const wallet = row.proxyWallet ?? row.proxy_wallet
  const [market, token] = [row.conditionId ?? row.condition_id, row.asset ?? row.token_id]
  const at = `${new Date((row.timestamp as number) * 1000).toISOString().slice(0, 19)}.000000Z`
  const side = String(row.side).toLowerCase()
  const figures = [doubleText(row.price as number, 12), doubleText(row.size as number, 6)]
  return [market, token, wallet, side, ...figures, at].join(' ')
}

const COLUMNS = ['market_id', 'outcome_id', 'trader_id', 'side', 'price', 'size', 'traded_at']

/** The same of a row of the truth. */
export function truthText(row: Readonly<Record<string, string>>): string {
  return COLUMNS.map((column) => row[column]).join(' ')
}

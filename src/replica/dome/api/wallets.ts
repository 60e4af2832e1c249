import type { Answer } from '../../world.ts'
import { answered, badRequest, Refusal } from '../answers.ts'
import type { Position } from '../library.ts'
import type { Call } from './call.ts'
import { readFlag } from './events.ts'
import { readLimit, readWindow } from './params.ts'

const NAMES = ['eoa', 'proxy', 'handle'] as const

export function getWallet({ library, query }: Call): Answer {
  const given = NAMES.filter((name) => query.has(name))
  const [by] = given
  if (by === undefined || given.length > 1) {
    throw new Refusal(400, { error: 'BAD_REQUEST', message: 'Exactly one of eoa, proxy or handle must be provided' })
  }
  const value = query.get(by)!
  const trader = library.wallets.find(by, by === 'handle' ? value.replace(/^@/, '') : value.toLowerCase())
  if (trader === undefined) throw new Refusal(404, { error: 'NOT_FOUND', message: 'Wallet not found' })
  const window = readWindow(query, 'seconds')
  return answered(library.wallets.text(trader, readFlag(query, 'with_metrics') ? window : null))
}

/** What a wallet holds; the cursor is the bare id of the last row. */
export function listPositions({ library, query, name }: Call): Answer {
  const limit = readLimit(query, { most: 100, fallback: 100 })
  const wallet = name.toLowerCase()
  const all = library.wallets.positions(wallet)
  const from = placeBehind(all, query.get('pagination_key') || null)
  const rows = all.slice(from, from + limit)
  const next = from + limit < all.length ? rows.at(-1)!.id : null
  const pagination = JSON.stringify({ has_more: next !== null, limit, pagination_key: next })
  const texts = rows.map((row) => row.text()).join(',')
  return answered(`{"wallet_address":"${wallet}","positions":[${texts}],"pagination":${pagination}}`, next ?? '')
}

function placeBehind(rows: readonly Position[], cursor: string | null): number {
  const place = cursor === null ? 0 : rows.findIndex(({ id }) => id === cursor) + 1
  if (cursor === null || place > 0) return place
  throw badRequest('Invalid pagination key', 'pagination_key is invalid or corrupted')
}

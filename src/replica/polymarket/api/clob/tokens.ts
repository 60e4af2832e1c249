import { plainRefusal } from '../../answers.ts'
import { type Book, bookOf } from '../../book.ts'
import type { Condition, Fields } from '../../library.ts'
import type { Call } from '../call.ts'

export const NO_BOOK = 'No orderbook exists for the requested token id'

/** A token and the market it belongs to, as far as the CLOB knows them. */
export interface Token {
  readonly id: string
  readonly condition: Condition
  readonly outcome: 0 | 1
}

export function tokenNamed({ library }: Call, id: string): Token | undefined {
  const found = library.trading?.withToken(id)
  return found === undefined || library.now() < found.condition.life.hydratedAt ? undefined : { id, ...found }
}

/** The token of `token_id`; refuses what is none. */
export function requireToken(call: Call, refusal: string): Token {
  const id = call.query.get('token_id') ?? ''
  if (!/^\d{1,78}$/.test(id)) throw plainRefusal(400, 'Invalid token id')
  const token = tokenNamed(call, id)
  if (token === undefined) throw plainRefusal(404, refusal)
  return token
}

export function requireBook(call: Call): Book {
  const book = bookFor(call, requireToken(call, NO_BOOK))
  if (book === undefined) throw plainRefusal(404, NO_BOOK)
  return book
}

export function bookFor({ library }: Call, { condition, outcome }: Token): Book | undefined {
  return bookOf(library.trading!, condition, { outcome, now: library.now() })
}

/** What was posted, as a list of at most so many objects. */
export function readPosted(body: string, most: number): readonly Fields[] {
  try {
    const list: unknown = JSON.parse(body)
    const isObject = (item: unknown): item is Fields => typeof item === 'object' && item !== null
    if (Array.isArray(list) && list.length <= most && list.every(isObject)) return list
  } catch {
    // said below
  }
  throw invalidPayload()
}

export function invalidPayload(): Error {
  return plainRefusal(400, 'Invalid payload')
}

/** The books of the tokens that were posted; unknown ones and closed ones are left out. */
export function postedBooks(call: Call): { readonly id: string; readonly side: unknown; readonly book: Book }[] {
  return readPosted(call.body, MOST_TOKENS).flatMap(({ token_id, side }) => {
    const token = tokenNamed(call, String(token_id))
    const book = token === undefined ? undefined : bookFor(call, token)
    return book === undefined ? [] : [{ id: token!.id, side, book }]
  })
}

const MOST_TOKENS = 500

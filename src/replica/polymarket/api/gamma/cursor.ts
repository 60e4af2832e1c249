import { createHash } from 'node:crypto'
import type { Position } from './order.ts'
import { invalid } from './params.ts'

const CURSOR = 'after_cursor'

/** Parameters that may differ from page to page of a walk. */
const FREE = [CURSOR, 'limit']

interface Sent {
  readonly position: Position | null
  /** How often this position was handed out without rows. */
  readonly turn: number
}

/** The position of a cursor that was handed out for this query; refuses any other. */
export function readCursor(query: URLSearchParams): Sent | null {
  const text = query.get(CURSOR)
  if (text === null || text === '') return null
  const parts = parse(text)
  if (parts === null || parts.query !== hashOf(query)) throw invalid('after_cursor is not valid for this query')
  return parts
}

export function writeCursor(query: URLSearchParams, position: Position | null, turn: number): string {
  return Buffer.from(JSON.stringify({ query: hashOf(query), position, turn })).toString('base64url')
}

function parse(text: string): (Sent & { readonly query: string }) | null {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}

function hashOf(query: URLSearchParams): string {
  const rest = [...query].filter(([name]) => !FREE.includes(name)).map(([name, value]) => `${name}=${value}`)
  return createHash('sha256').update(rest.sort().join('&')).digest('hex').slice(0, 12)
}

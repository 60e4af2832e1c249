import { badRequest } from './answers.ts'

/** The sort key of a page's last row, in the names of the route. */
export type Key = Readonly<Record<string, string | number | null>>

/** Where a walk goes on: behind the row of a key, or at that row, after a page that was left empty. */
export interface Start {
  readonly key: Key
  readonly isAt: boolean
}

export function encodeCursor({ key, isAt }: Start): string {
  return Buffer.from(JSON.stringify(isAt ? { ...key, at: 1 } : key)).toString('base64')
}

/** Reads a cursor that holds all the given names; refuses what is none. */
export function decodeCursor(text: string | null, names: readonly string[]): Start | null {
  if (text === null) return null
  try {
    const { at, ...key } = JSON.parse(Buffer.from(text, 'base64').toString()) as Key
    if (names.every((name) => key[name] !== undefined)) return { key, isAt: at === 1 }
  } catch {
    // said below
  }
  throw badRequest('Invalid pagination key', 'pagination_key is invalid or corrupted')
}

import { plainText } from '../../answers.ts'
import type { Route } from '../call.ts'

export const CLOB_LISTS: readonly Route[] = [
  ['GET', '/clob/ok', () => plainText('"OK"')],
  ['GET', '/clob/time', ({ library }) => plainText(String(Math.floor(library.now() / 1_000_000)))],
]

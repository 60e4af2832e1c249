import { answerOf, listBytes, plainRefusal, plainText } from '../../answers.ts'
import type { ClobMarkets } from '../../library.ts'
import type { Call, Route } from '../call.ts'

export const CLOB_LISTS: readonly Route[] = [
  ['GET', '/clob', () => plainText('"OK"')],
  ['GET', '/clob/ok', () => plainText('"OK"')],
  ['GET', '/clob/time', ({ library }) => plainText(String(Math.floor(library.now() / 1_000_000)))],
  ['GET', '/clob/markets', (call) => listMarkets(call, { isSampled: false, textOf: whole })],
  ['GET', '/clob/simplified-markets', (call) => listMarkets(call, { isSampled: false, textOf: simplified })],
  ['GET', '/clob/sampling-markets', (call) => listMarkets(call, { isSampled: true, textOf: whole })],
  ['GET', '/clob/sampling-simplified-markets', (call) => listMarkets(call, { isSampled: true, textOf: simplified })],
  ['GET', '/clob/markets/*', getMarket],
  ['GET', '/clob/clob-markets/*', getCompact],
]

const PAGE = 1_000
const END = 'LTE='

interface Kind {
  readonly isSampled: boolean
  readonly textOf: (clob: ClobMarkets, row: number) => string
}

/** Oldest first, closed ones too, without filters; the cursor is the row at which the page begins. */
function listMarkets({ library: { clob }, query, twist }: Call, { isSampled, textOf }: Kind) {
  const start = readCursor(query.get('next_cursor'))
  const count = clob.count()
  const rows: number[] = []
  let next = start.row
  for (; next < count && rows.length < PAGE; next++) if (!isSampled || clob.isSampled(next)) rows.push(next)
  const isEmpty = twist === 'empty-page'
  if (twist === 'missing-record') rows.splice(rows.length >> 1, 1)
  const cursor = isEmpty ? writeCursor(start.row, start.turn + 1) : next < count ? writeCursor(next, 0) : END
  const shown = isEmpty ? [] : rows
  const tail = `,"next_cursor":"${cursor}","limit":${PAGE},"count":${shown.length}}`
  const texts = shown.map((row) => textOf(clob, row))
  const body = listBytes('{"data":', texts, tail)
  return { ...answerOf(body), cursor: cursor === END ? '' : cursor }
}

interface Start {
  readonly row: number
  /** How often this row was handed out without rows. */
  readonly turn: number
}

/** Base64 of a row; `LTE=`, which is -1, is what ends a walk and cannot be asked for. */
function readCursor(text: string | null): Start {
  if (text === null || text === '') return { row: 0, turn: 0 }
  const match = /^(-?\d+)( *)$/.exec(Buffer.from(text, 'base64').toString())
  if (match === null) throw plainRefusal(400, 'invalid next_cursor')
  const row = Number(match[1])
  if (row < 0) throw plainRefusal(400, 'next item should be greater than or equal to 0')
  return { row, turn: match[2]!.length }
}

function writeCursor(row: number, turn: number): string {
  return Buffer.from(`${row}${' '.repeat(turn)}`).toString('base64')
}

function whole(clob: ClobMarkets, row: number): string {
  return clob.text(row)
}

const SIMPLE = ['condition_id', 'rewards', 'tokens', 'active', 'closed', 'archived', 'accepting_orders']

function simplified(clob: ClobMarkets, row: number): string {
  const fields = clob.fields(row)
  return JSON.stringify(Object.fromEntries(SIMPLE.map((name) => [name, fields[name]])))
}

function getMarket({ library: { clob }, name }: Call) {
  const [text] = clob.withCondition(name)
  if (text === undefined) throw plainRefusal(404, 'market not found')
  return answerOf(text)
}

function getCompact({ library: { clob }, name }: Call) {
  const compact = clob.compact(name)
  if (compact === undefined) throw plainRefusal(404, 'market not found')
  return answerOf(compact)
}

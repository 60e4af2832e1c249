import { notFound } from '../answers.ts'
import type { MarketRow, Position } from '../library.ts'
import type { Call } from './call.ts'
import { jsonList } from './rows.ts'
import { flag, number, oneOf, readQuery, requiredText, text, uselessFlag } from './schema.ts'

const found = (row: MarketRow | undefined): MarketRow => {
  if (row === undefined) throw notFound('Contract not found')
  return row
}

function oneMarket({ library, query, name }: Call, row: MarketRow | undefined): string {
  const { lite } = readQuery({ id: requiredText, lite: flag }, query, { path: { id: name }, lenient: true })
  return lite === true ? library.markets.lite(found(row), { token: true }) : library.markets.full(found(row))
}

export const getMarket = (call: Call): string => oneMarket(call, call.library.markets.byId(call.name))
export const getMarketBySlug = (call: Call): string => oneMarket(call, call.library.markets.bySlug(call.name))

export function getMarketLite({ library, name }: Call): string {
  return library.markets.lite(found(library.markets.byId(name)), { token: true })
}

/** Raw answers by index; none for other kinds of markets, nor for unknown ones. */
export function listAnswers({ library, query, name }: Call): string {
  const { contractId } = readQuery({ contractId: requiredText }, query, { path: { contractId: name } })
  const row = library.markets.byId(contractId)
  return jsonList(row === undefined ? [] : library.markets.answers(row))
}

export function getAnswer({ library, query, name }: Call): string {
  const { answerId } = readQuery({ answerId: requiredText }, query, { path: { answerId: name } })
  const answer = library.markets.answer(answerId)
  if (answer === undefined) throw notFound('Answer not found')
  return answer
}

export function getProb({ library, query, name }: Call): unknown {
  const { id } = readQuery({ id: requiredText }, query, { path: { id: name } })
  return library.markets.prob(found(library.markets.byId(id)))
}

export function listGroupsOfMarket({ library, query, name }: Call): unknown {
  const { contractId } = readQuery({ contractId: requiredText }, query, { path: { contractId: name }, lenient: true })
  const row = found(library.markets.byId(contractId))
  // The full converter runs on a partial row here: there is a createdTime, and it is null.
  return library.markets.groups(row).map((group) => ({ ...library.groups.lite(group), createdTime: null }))
}

const POSITIONS = {
  id: requiredText,
  order: oneOf(['profit', 'shares'], 'profit'),
  top: number(),
  bottom: number(),
  userId: text,
  answerId: text,
  summaryOnly: uselessFlag,
}

/** Winners, then losers; or holders of YES, then of NO. Who has neither won nor lost never shows. */
export function listPositions({ library, query, name }: Call): string {
  const asked = readQuery(POSITIONS, query, { path: { id: name } })
  const row = library.markets.byId(asked.id)
  const all = row === undefined ? [] : library.markets.positions(row)
  if (asked.userId !== undefined) return textsOf(all.filter((each) => each.userId === asked.userId))
  const rows = asked.answerId === undefined ? all : all.filter((each) => each.answerId === asked.answerId)
  const byShares = asked.order === 'shares'
  const [high, low] = byShares
    ? [rank(rows, (each) => each.yes), rank(rows, (each) => each.no)]
    : [rank(rows, (each) => each.profit), rank(rows, (each) => -each.profit)]
  return textsOf([...high.slice(0, asked.top), ...low.slice(0, asked.bottom)])
}

function rank(rows: readonly Position[], worth: (row: Position) => number): Position[] {
  return rows.filter((row) => worth(row) > 0).sort((a, b) => worth(b) - worth(a))
}

const textsOf = (rows: readonly Position[]) => jsonList(rows.map((row) => row.text))

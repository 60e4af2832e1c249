import type { Answer } from '../../world.ts'
import { answered, badRequest, FAILED, notFound, Refusal } from '../answers.ts'
import type { CandleRange } from '../library.ts'
import type { Call } from './call.ts'
import { readTime } from './params.ts'

export function getPrice({ library, name, query }: Call): Answer {
  if (!/^\d+$/.test(name)) throw badRequest('Invalid token_id', 'token_id must be a valid string')
  const at = Math.min(readTime(query, 'at_time', 'seconds') ?? library.now(), library.now())
  const price = library.price(name, at)
  if (price === 'fails') return FAILED
  if (price === null) throw notFound('Market with the provided token_id not found')
  return answered(`{"price":${price},"at_time":${at}}`)
}

const DAY = 86_400
/** The longest range of each interval: a week, a month, a year. */
const LONGEST = { 1: 7 * DAY, 60: 31 * DAY, 1440: 366 * DAY } as const

export function getCandles({ library, name, query }: Call): Answer {
  const market = library.markets.byCondition(name)
  if (market === undefined) throw notFound('Market with the provided condition_id not found')
  const from = readTime(query, 'start_time', 'seconds')
  const to = readTime(query, 'end_time', 'seconds')
  if (from === null || to === null) {
    throw new Refusal(400, { error: 'Missing required query parameters', required: 'start_time, end_time' })
  }
  if (from >= to) throw badRequest('Invalid time range', 'start_time must be less than end_time')
  const minutes = readInterval(query)
  if (to - from > LONGEST[minutes]) {
    throw badRequest('Invalid time range', `the range of interval ${minutes} is at most ${LONGEST[minutes] / DAY} days`)
  }
  return answered(library.candles(market, { from, to: Math.min(to, library.now()), minutes }))
}

function readInterval(query: URLSearchParams): CandleRange['minutes'] {
  const minutes = ([1, 60, 1440] as const).find((each) => String(each) === (query.get('interval') ?? '1'))
  if (minutes === undefined) throw badRequest('Invalid interval parameter', 'interval must be one of 1, 60, 1440')
  return minutes
}

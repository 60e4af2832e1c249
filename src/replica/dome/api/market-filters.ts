import { badRequest } from '../answers.ts'
import type { Library, MarketRow } from '../library.ts'
import { matchesSearch, readList, readNumber, readSearch, readStatus, readTime } from './params.ts'

/** Parameters that make a list of markets one by volume, beside `search`. */
export const FILTERS = [
  'market_slug',
  'event_slug',
  'condition_id',
  'token_id',
  'tags',
  'status',
  'min_volume',
  'start_time',
  'end_time',
]

type Test = (row: MarketRow) => boolean

/** Only what is asked for is looked at: a list has tens of thousands of rows. */
export function readFilters({ markets }: Library, query: URLSearchParams): Test {
  refuseTokens(readList(query, 'token_id'))
  const search = readSearch(query, FILTERS)
  const status = readStatus(query)
  const least = readNumber(query, 'min_volume')
  const from = readTime(query, 'start_time', 'seconds')
  const to = readTime(query, 'end_time', 'seconds')
  const listed = (name: string, own: (row: MarketRow) => readonly string[]): Test | null => {
    const values = readList(query, name)
    return values === null ? null : (row) => own(row).some((value) => values.has(value))
  }
  const tests = [
    search === null ? null : (row: MarketRow) => matchesSearch(markets.words(row), search),
    listed('market_slug', ({ slug }) => [slug]),
    listed('event_slug', ({ eventSlug }) => [eventSlug]),
    listed('condition_id', ({ conditionId }) => [conditionId]),
    listed('token_id', ({ tokens }) => tokens),
    listed('tags', markets.tags),
    from === null ? null : ({ startAt }: MarketRow) => startAt !== null && startAt >= from,
    to === null ? null : ({ startAt }: MarketRow) => startAt !== null && startAt <= to,
    status === null ? null : (row: MarketRow) => markets.isOpen(row) === (status === 'open'),
    least === null ? null : (row: MarketRow) => markets.volume(row) >= least,
  ].filter((test) => test !== null)
  return (row) => tests.every((test) => test(row))
}

const MOST_TOKENS = 100

function refuseTokens(tokens: ReadonlySet<string> | null): void {
  if (tokens === null) return
  if (tokens.size > MOST_TOKENS) {
    throw badRequest('Invalid token_id parameter', `token_id accepts at most ${MOST_TOKENS} values`)
  }
  if ([...tokens].some((token) => !/^\d+$/.test(token))) {
    throw badRequest('Invalid token_id parameter', 'token_id must contain digits only')
  }
}

import type { Answer } from '../../world.ts'
import { answered, badRequest, notFound } from '../answers.ts'
import type { Match } from '../library.ts'
import type { Call } from './call.ts'
import { readList } from './params.ts'

/** The same game at both venues, by the names of either. */
export function matchMarkets({ library, query }: Call): Answer {
  const slugs = readList(query, 'polymarket_market_slug')
  const tickers = readList(query, 'kalshi_event_ticker')
  if (slugs === null && tickers === null) {
    const message = 'At least one polymarket_market_slug or kalshi_event_ticker is required'
    throw badRequest('Missing required parameters', message)
  }
  if (slugs !== null && tickers !== null) {
    const message = 'Only one of polymarket_market_slug or kalshi_event_ticker can be provided'
    throw badRequest('Invalid parameter combination', message)
  }
  const found = library.matches().filter((match) => slugs?.has(match.slug) || tickers?.has(match.kalshiEvent))
  if (found.length === 0) throw notFound('No matching markets found for the provided parameters')
  return answered(JSON.stringify({ markets: bySlug(found, slugs === null ? 'kalshiEvent' : 'slug') }))
}

const SPORTS = ['nfl', 'mlb', 'cfb', 'nba', 'nhl', 'cbb', 'pga', 'tennis']

/** All games of a sport on a day, by their Polymarket names. */
export function matchSport({ library, query, name }: Call): Answer {
  if (!SPORTS.includes(name)) throw badRequest('Invalid sport parameter', `sport must be one of ${SPORTS.join(', ')}`)
  const date = query.get('date') ?? ''
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) throw badRequest('Invalid date parameter', 'date must be in YYYY-MM-DD format')
  const found = library.matches().filter((match) => match.sport === name && match.date === date)
  return answered(JSON.stringify({ markets: bySlug(found, 'slug'), sport: name, date }))
}

function bySlug(matches: readonly Match[], by: 'slug' | 'kalshiEvent'): Record<string, unknown[]> {
  const markets: Record<string, unknown[]> = {}
  for (const match of matches) {
    const polymarket = { platform: 'POLYMARKET', market_slug: match.slug, token_ids: match.tokens }
    const kalshi = { platform: 'KALSHI', event_ticker: match.kalshiEvent, market_tickers: match.kalshiMarkets }
    const known = markets[match[by]]
    if (known === undefined) markets[match[by]] = [kalshi, polymarket]
    else known.push(polymarket)
  }
  return markets
}

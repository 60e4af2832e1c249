import type { Parts as KalshiParts } from '../../kalshi/simulated/source.ts'
import type { Match } from '../library.ts'
import { gameAt } from './market-body.ts'
import { isListed, type Parts } from './parts.ts'

/** The service's words for the leagues that it knows. */
const SPORTS: readonly (readonly [string, string])[] = [
  ['College Basketball', 'cbb'],
  ['Pro Basketball', 'nba'],
  ['Pro Baseball', 'mlb'],
  ['Pro Football', 'nfl'],
  ['Pro Hockey', 'nhl'],
  ['Tennis', 'tennis'],
]

/** Games that both venues list by now: each market here, and its event there. */
export function matchesOf(parts: Parts, { tickers }: Pick<KalshiParts, 'tickers'>): Match[] {
  const games = parts.markets.filter(
    (market) => market.question.event.series.kind === 'match' && isListed(market, parts),
  )
  return games.map((market) => {
    const { event } = market.question
    return {
      slug: market.condition.slug,
      tokens: market.condition.tokenIds,
      kalshiEvent: tickers.events[event.index]!,
      kalshiMarkets: event.questions.map(({ index }) => tickers.markets[index]!),
      sport: SPORTS.find(([league]) => event.series.title.startsWith(league))?.[1] ?? '',
      date: new Date(gameAt(market)! / 1000).toISOString().slice(0, 10),
    }
  })
}

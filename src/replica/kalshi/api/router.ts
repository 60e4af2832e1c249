import type { Answer, ApiRequest, Twist } from '../../world.ts'
import { moved, notFound, Refusal, unauthorized } from '../answers.ts'
import type { Library } from '../library.ts'
import { getArchivedCandles, getCandles, getEventCandles, listCandles } from './candles.ts'
import { getCollection, listCollections } from './collections.ts'
import { getEvent, getEventMetadata, listEvents, listMultivariate } from './events.ts'
import { getEndpointCosts, getSchedule, getStatus, getUserDataTimestamp } from './exchange.ts'
import { listEventFeeChanges, listSeriesFeeChanges } from './fee-changes.ts'
import { getArchived, getCutoff, listArchived } from './historical.ts'
import { listIncentives } from './incentives.ts'
import { getMarket, listMarkets } from './markets.ts'
import { getMilestone, listMilestones } from './milestones.ts'
import { getOrderBook, listOrderBooks } from './order-books.ts'
import { getSeries, getTags, listSeries } from './series.ts'
import { getTarget, listTargets } from './structured-targets.ts'
import { listTrades } from './trades.ts'

interface Call {
  readonly library: Library
  readonly query: URLSearchParams
  /** What the last `*` stood for. */
  readonly name: string
  readonly leaveEmpty: boolean
}

/** The first pattern that fits answers; `*` is one path segment. */
const ROUTES: readonly (readonly [string, (call: Call) => Answer])[] = [
  ['/markets/trades', ({ library, query, leaveEmpty }) => listTrades(library, query, { tier: 'live', leaveEmpty })],
  [
    '/historical/trades',
    ({ library, query, leaveEmpty }) => listTrades(library, query, { tier: 'historical', leaveEmpty }),
  ],
  ['/markets', ({ library, query, leaveEmpty }) => listMarkets(library, query, leaveEmpty)],
  ['/markets/candlesticks', ({ library, query }) => listCandles(library, query)],
  ['/markets/orderbooks', ({ library, query }) => listOrderBooks(library, query)],
  ['/markets/*', ({ library, name }) => getMarket(library, name)],
  ['/markets/*/orderbook', ({ library, name, query }) => getOrderBook(library, name, query)],
  ['/series/*/markets/*/candlesticks', ({ library, name, query }) => getCandles(library, name, query)],
  ['/series/*/events/*/candlesticks', ({ library, name, query }) => getEventCandles(library, name, query)],
  ['/events', ({ library, query, leaveEmpty }) => listEvents(library, query, leaveEmpty)],
  ['/events/multivariate', ({ library, query, leaveEmpty }) => listMultivariate(library, query, leaveEmpty)],
  ['/events/fee_changes', ({ library, query, leaveEmpty }) => listEventFeeChanges(library, query, leaveEmpty)],
  ['/events/*', ({ library, name, query }) => getEvent(library, name, query)],
  ['/events/*/metadata', ({ library, name }) => getEventMetadata(library, name)],
  ['/series', ({ library, query }) => listSeries(library, query)],
  ['/series/fee_changes', ({ library, query }) => listSeriesFeeChanges(library, query)],
  ['/series/*', ({ library, name, query }) => getSeries(library, name, query)],
  ['/historical/cutoff', ({ library }) => getCutoff(library)],
  ['/historical/markets', ({ library, query, leaveEmpty }) => listArchived(library, query, leaveEmpty)],
  ['/historical/markets/*', ({ library, name }) => getArchived(library, name)],
  ['/historical/markets/*/candlesticks', ({ library, name, query }) => getArchivedCandles(library, name, query)],
  ['/milestones', ({ library, query, leaveEmpty }) => listMilestones(library, query, leaveEmpty)],
  ['/milestones/*', ({ library, name }) => getMilestone(library, name)],
  ['/structured_targets', ({ library, query, leaveEmpty }) => listTargets(library, query, leaveEmpty)],
  ['/structured_targets/*', ({ library, name }) => getTarget(library, name)],
  ['/multivariate_event_collections', ({ library, query, leaveEmpty }) => listCollections(library, query, leaveEmpty)],
  ['/multivariate_event_collections/*', ({ library, name }) => getCollection(library, name)],
  ['/incentive_programs', ({ library, query, leaveEmpty }) => listIncentives(library, query, leaveEmpty)],
  ['/search/tags_by_categories', ({ library }) => getTags(library)],
  ['/exchange/status', getStatus],
  ['/exchange/schedule', getSchedule],
  ['/exchange/user_data_timestamp', ({ library }) => getUserDataTimestamp(library)],
  ['/account/endpoint_costs', getEndpointCosts],
]

const PRIVATE =
  /^\/(portfolio|communications|api_keys|fcm|account\/(limits|api_usage_level)|historical\/(fills|orders|positions))(\/|$)/

const COMPILED = ROUTES.map(([path, handle]) => ({
  pattern: new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`),
  handle,
}))

export function route(library: Library, base: string, request: ApiRequest, twist?: Twist): Answer {
  try {
    return find(library, base, request, twist)
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

function find(library: Library, base: string, { method, path, query }: ApiRequest, twist?: Twist): Answer {
  if (path.length > 1 && path.endsWith('/')) {
    const rest = query.size === 0 ? '' : `?${query}`
    throw moved(`${base}${path.replace(/\/+$/, '')}${rest}`)
  }
  if (PRIVATE.test(path)) throw unauthorized()
  for (const { pattern, handle } of COMPILED) {
    const match = method === 'GET' ? pattern.exec(path) : null
    if (match === null) continue
    return handle({ library, query, name: decodeName(match.slice(1).at(-1) ?? ''), leaveEmpty: twist === 'empty-page' })
  }
  throw notFound()
}

function decodeName(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

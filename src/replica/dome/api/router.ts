import type { Answer, ApiRequest, DomeOptions, Twist } from '../../world.ts'
import { badRequest, ENDED, notFound, Refusal, UNAUTHORIZED } from '../answers.ts'
import type { Library } from '../library.ts'
import { listBooks, listKalshiBooks } from './books.ts'
import type { Call } from './call.ts'
import { listEvents } from './events.ts'
import { getKalshiPrice, listKalshiMarkets, listKalshiTrades } from './kalshi.ts'
import { listMarkets } from './markets.ts'
import { matchMarkets, matchSport } from './matching.ts'
import { listActivity, listOrders } from './orders.ts'
import { getCandles, getPrice } from './prices.ts'
import { getWallet, listPositions } from './wallets.ts'

/** The first pattern that fits answers; `*` is one path segment. */
const ROUTES: readonly (readonly [string, (call: Call) => Answer])[] = [
  ['/polymarket/market-price/*', getPrice],
  ['/polymarket/markets', listMarkets],
  ['/polymarket/events', listEvents],
  ['/polymarket/candlesticks/*', getCandles],
  ['/polymarket/orders', listOrders],
  ['/polymarket/orderbooks', listBooks],
  ['/polymarket/activity', listActivity],
  ['/polymarket/positions/wallet/*', listPositions],
  ['/polymarket/wallet', getWallet],
  ['/kalshi/markets', listKalshiMarkets],
  ['/kalshi/market-price/*', getKalshiPrice],
  ['/kalshi/trades', listKalshiTrades],
  ['/kalshi/orderbooks', listKalshiBooks],
  ['/matching-markets/sports', matchMarkets],
  ['/matching-markets/sports/*', matchSport],
]

const COMPILED = ROUTES.map(([path, handle]) => ({
  pattern: new RegExp(`^${path.replace('*', '([^/]+)')}$`),
  handle,
}))

/** The gate of the service: whether it still exists, the key, then the route. */
export function route(library: Library, options: DomeOptions, request: ApiRequest, twist?: Twist): Answer {
  if (options.ended === true) return ENDED
  if (!hasKey(request, options.key)) return UNAUTHORIZED
  try {
    return find(library, request, twist)
  } catch (error) {
    if (error instanceof Refusal) return error.answer
    throw error
  }
}

function hasKey({ authorization }: ApiRequest, key: string | undefined): boolean {
  const given = /^Bearer +(\S+)$/.exec(authorization ?? '')?.[1]
  return given !== undefined && (key === undefined || given === key)
}

function find(library: Library, { method, path, query }: ApiRequest, twist?: Twist): Answer {
  for (const { pattern, handle } of COMPILED) {
    const match = method === 'GET' ? pattern.exec(path) : null
    if (match === null) continue
    return handle({ library, query, name: decodeName(match[1] ?? ''), leaveEmpty: twist === 'empty-page' })
  }
  throw notFound(`Route ${method} ${path} not found`)
}

function decodeName(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw badRequest('Invalid path', 'the path is not valid percent-encoding')
  }
}

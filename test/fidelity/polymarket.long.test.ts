import { judge } from './judge.ts'
import { BOOKS } from './polymarket/books.ts'
import { EXCUSES } from './polymarket/excuses.ts'
import { LISTS } from './polymarket/lists.ts'
import { PRICES } from './polymarket/prices.ts'

judge({
  venue: 'polymarket',
  world: { kind: 'simulated', trades: 5_000, markets: 2_500, seed: 7, until: '2026-10-08', days: 90 },
  path: '/clob',
  checks: { ...LISTS, ...BOOKS, ...PRICES },
  excuses: EXCUSES,
  declarations: {
    file: '@polymarket/clob-client/dist/index.d.ts',
    typeOf: (method) => `Awaited<ReturnType<client.ClobClient['${method}']>>`,
  },
  // The list of points is within an object.
  misdeclared: ['getPricesHistory'],
  spoilt: { method: 'getMarkets', fault: 'missing-record' },
})

import { judge } from './judge.ts'
import { CATALOGUE } from './kalshi/catalogue.ts'
import { EXCHANGE } from './kalshi/exchange.ts'
import { EXCUSES } from './kalshi/excuses.ts'
import { LISTS } from './kalshi/lists.ts'
import { MARKETS } from './kalshi/markets.ts'
import { TRADES } from './kalshi/trades.ts'

judge({
  venue: 'kalshi',
  world: { kind: 'simulated', trades: 5_000, markets: 200, seed: 7, until: '2026-10-08', days: 90 },
  path: '',
  checks: { ...EXCHANGE, ...CATALOGUE, ...MARKETS, ...TRADES, ...LISTS },
  excuses: EXCUSES,
  declarations: {
    file: 'kalshi-typescript/dist/index.d.ts',
    typeOf(method) {
      const [api, name] = method.split('.')
      return `Awaited<ReturnType<client.${api}['${name}']>>['data']`
    },
  },
  // A category without tags is null.
  misdeclared: ['SearchApi.getTagsForSeriesCategories'],
  spoilt: { method: 'MarketApi.getTrades', fault: 'broken-record' },
})

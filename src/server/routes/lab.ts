import { type Api, list, page, type Routes, type Service } from '../api.ts'
import { choice, limit, venue } from '../query.ts'
import { equal } from '../statement.ts'
import { type TableRoute, tableRoute } from '../table-route.ts'
import { columns, isThere } from '../tables.ts'

const LAB: readonly TableRoute[] = [
  {
    path: '/api/categories',
    summary: 'Trading per venue, category and day',
    from: 'gold.category_activity',
    filters: ['venue', 'category'],
    at: 'day',
    order: [{ column: 'day', direction: 'asc' }],
    limit: [10_000, 50_000],
  },
  {
    path: '/api/calibration',
    summary: 'How often outcomes came true that traded at a price, some time before the close',
    from: 'gold.calibration',
    filters: ['venue', 'category', 'horizon', 'volume_band'],
    order: [],
    limit: [10_000, 50_000],
  },
  {
    path: '/api/scores',
    summary: 'Brier score with its parts, log score and skill of the prices some time before the close',
    from: 'gold.scores',
    filters: ['venue', 'category', 'horizon', 'volume_band'],
    order: [],
    limit: [10_000, 50_000],
  },
  {
    path: '/api/longshot',
    summary: 'What a unit stake earned at each price, some time before the close',
    from: 'gold.longshot_bias',
    filters: ['venue', 'horizon'],
    order: [],
    limit: [10_000, 50_000],
  },
  {
    path: '/api/maker-taker',
    summary: 'What takers bought and sold per day, and what they won or lost with it',
    from: 'gold.maker_taker',
    filters: ['venue', 'side'],
    at: 'day',
    order: [{ column: 'day', direction: 'asc' }],
    limit: [10_000, 50_000],
  },
  {
    path: '/api/coherence',
    summary: "Whether the prices of an event's outcomes fit together, the worst first",
    from: 'gold.event_coherence',
    filters: ['venue', 'kind'],
    order: [
      { column: 'violations', direction: 'desc' },
      { column: 'worst', direction: 'desc' },
    ],
    limit: [200, 10_000],
  },
  {
    path: '/api/completeness',
    summary: 'How much of each resource has been asked, from the ledger',
    from: 'gold.completeness',
    filters: ['venue', 'resource', 'state'],
    order: [],
    limit: [1000, 10_000],
  },
]

/** What the data is for: figures over all markets. */
export const lab: Routes = (api, service) => {
  for (const route of LAB) if (isThere(route.from)) tableRoute(api, service, route)
  if (isThere('gold.movers')) movers(api, service)
}

function movers(api: Api, service: Service): void {
  const MOVERS = { ...columns('gold.movers'), ...columns('gold.market_summary', 'question') }
  list(api, service, {
    path: '/api/movers',
    summary: 'Open markets whose price changed most, the largest change first',
    query: {
      venue: venue.optional(),
      span: choice(['1h', '24h', '7d'], 'Over how long.').default('24h'),
      limit: limit(50, 500),
    },
    columns: MOVERS,
    find: (reader, asked) =>
      page(reader, {
        from: `gold.movers as m left join (select venue as of_venue, market_id as of_market, question from gold.market_summary) as s
  on s.of_venue = m.venue and s.of_market = m.market_id`,
        columns: MOVERS,
        where: [...(asked.venue === undefined ? [] : [equal('venue', asked.venue)]), equal('span', asked.span)],
        order: [
          { column: 'rank', direction: 'asc' },
          { column: 'venue', direction: 'asc' },
          { column: 'market_id', direction: 'asc' },
        ],
        limit: asked.limit,
      }),
  })
}

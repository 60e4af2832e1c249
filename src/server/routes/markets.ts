import { list, page, type Routes } from '../api.ts'
import { choice, cursor, limit, venue, word } from '../query.ts'
import { matching } from '../search.ts'
import { equal, type Order } from '../statement.ts'
import { columns } from '../tables.ts'

const SUMMARY = columns('gold.market_summary')

const SORTS = ['volume', 'volume_24h', 'change_24h', 'closes_at', 'trades', 'last_traded_at', 'question'].filter(
  (name) => name in SUMMARY,
) as ['volume', ...string[]]

/** Sorts that begin with the smallest where nothing else is asked. */
const RISING = ['closes_at', 'question']

/** The list of markets: searched, filtered, sorted. */
export const markets: Routes = (api, service) => {
  list(api, service, {
    path: '/api/markets',
    summary: 'Markets, searched by words, filtered and sorted',
    query: {
      search: word(200).optional().openapi({ description: 'Words that the question, the market or its id must have.' }),
      venue: venue.optional(),
      status: choice(['open', 'closed', 'resolved', 'all'], 'Markets of this status only.').default('all'),
      category: word(200).optional().openapi({ description: 'One category only.' }),
      sort: choice(SORTS, 'The column that orders them; unknown values come last.').default('volume'),
      order: choice(['asc', 'desc'], 'Up or down; by itself desc, for closes_at and question asc.').optional(),
      limit: limit(50, 500),
      cursor: cursor.optional(),
    },
    columns: SUMMARY,
    find: (reader, asked) => {
      const direction = asked.order ?? (RISING.includes(asked.sort) ? 'asc' : 'desc')
      const order: Order[] = [
        { column: asked.sort, direction },
        { column: 'venue', direction: 'asc' },
        { column: 'market_id', direction: 'asc' },
      ]
      const where = [
        ...(asked.venue === undefined ? [] : [equal('venue', asked.venue)]),
        ...(asked.status === 'all' ? [] : [equal('status', asked.status)]),
        ...(asked.category === undefined ? [] : [equal('category', asked.category)]),
        ...(asked.search === undefined ? [] : matching(asked.search, ['question', 'market_id'])),
      ]
      const selection = { from: 'gold.market_summary', columns: SUMMARY, where, order, limit: asked.limit }
      return page(reader, selection, asked.cursor)
    },
  })
}

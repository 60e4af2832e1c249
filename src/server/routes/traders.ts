import { z } from '@hono/zod-openapi'
import { list, one, page, type Routes } from '../api.ts'
import { Problem } from '../problem.ts'
import { choice, cursor, id, limit, venue, word } from '../query.ts'
import type { Reader } from '../reader.ts'
import { matching } from '../search.ts'
import { rowSchema } from '../shape.ts'
import { equal, select, written } from '../statement.ts'
import { columns } from '../tables.ts'

const SUMMARY = columns('gold.trader_summary')
const POSITIONS = columns('gold.trader_positions')

/** Positions that come with a trader at most, the last traded first. */
const MOST_POSITIONS = 1000

/** Those who trade, where the venue names them. */
export const traders: Routes = (api, service) => {
  list(api, service, {
    path: '/api/traders',
    summary: 'Traders, searched by name and sorted',
    query: {
      venue: venue.optional(),
      search: word(200).optional().openapi({ description: 'Words, or beginnings of words, of the name; or the id.' }),
      sort: choice(['volume', 'realised', 'win_rate', 'trades'], 'The column that orders them.').default('volume'),
      order: choice(['asc', 'desc'], 'Up or down.').default('desc'),
      limit: limit(50, 500),
      cursor: cursor.optional(),
    },
    columns: SUMMARY,
    find: (reader, asked) => {
      const where = [
        ...(asked.venue === undefined ? [] : [equal('venue', asked.venue)]),
        ...(asked.search === undefined
          ? []
          : matching(reader, asked.search, { columns: ['name', 'trader_id'], name: 'trader_id' })),
      ]
      const order = [
        { column: asked.sort, direction: asked.order },
        { column: 'venue', direction: 'asc' },
        { column: 'trader_id', direction: 'asc' },
      ] as const
      const selection = { from: 'gold.trader_summary', columns: SUMMARY, where, order, limit: asked.limit }
      return page(reader, selection, { cursor: asked.cursor, kept: reader.traders })
    },
  })
  one(api, service, {
    path: '/api/traders/{venue}/{id}',
    summary: 'One trader: figures, and positions, the last traded first',
    params: { venue, id },
    row: z.object({ summary: rowSchema(SUMMARY), positions: z.array(rowSchema(POSITIONS)) }),
    find: detail,
  })
}

async function detail(reader: Reader, { venue: name, id: trader_id }: { venue: string; id: string }) {
  const where = [equal('venue', name), equal('trader_id', trader_id)]
  const summary = select({ from: 'gold.trader_summary', columns: SUMMARY, where, order: [], limit: 1 })
  const [found] = await reader.rows(summary)
  if (found === undefined) throw new Problem(404, `There is no trader "${trader_id}" at ${name} in this lake.`)
  const positions = select({
    from: 'gold.trader_positions',
    columns: POSITIONS,
    where,
    order: [
      { column: 'last_traded_at', direction: 'desc' },
      { column: 'market_id', direction: 'asc' },
      { column: 'outcome_id', direction: 'asc' },
    ],
    limit: MOST_POSITIONS,
  })
  const row = { summary: found, positions: await reader.rows(positions) }
  return { rows: [row], sql: `${written(summary)};\n${written(positions)}` }
}

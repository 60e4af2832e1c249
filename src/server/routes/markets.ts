import type { Row } from '../../engine/connection.ts'
import type { Found } from '../answers.ts'
import { list, page, type Routes } from '../api.ts'
import { cursorAfter, placeOf } from '../cursor.ts'
import { type MarketQuestion, NUMBERED, SORTS } from '../market-index.ts'
import { choice, cursor, limit, venue, word } from '../query.ts'
import type { Reader } from '../reader.ts'
import { matching } from '../search.ts'
import { equal, type Order, type Select, select, written } from '../statement.ts'
import { columns } from '../tables.ts'

const SUMMARY = columns('gold.market_summary')

/** Sorts that begin with the smallest where nothing else is asked. */
const RISING = ['closes_at', 'question']

/** The list of markets: searched, filtered, sorted. */
export const markets: Routes = (api, service) => {
  list(api, service, {
    path: '/api/markets',
    summary: 'Markets, searched by words, filtered and sorted',
    query: {
      search: word(200)
        .optional()
        .openapi({ description: 'Words, or beginnings of words, of the question; or the id of a market.' }),
      venue: venue.optional(),
      status: choice(['open', 'closed', 'resolved', 'all'], 'Markets of this status only.').default('all'),
      category: word(200).optional().openapi({ description: 'One category only.' }),
      sort: choice(SORTS, 'The column that orders them; unknown values come last.').default('volume'),
      order: choice(['asc', 'desc'], 'Up or down; by itself desc, for closes_at and question asc.').optional(),
      limit: limit(50, 500),
      cursor: cursor.optional(),
    },
    columns: SUMMARY,
    find: (reader, { search, venue, status, category, sort, cursor, ...asked }) => {
      const direction = asked.order ?? (RISING.includes(sort) ? 'asc' : 'desc')
      const filters = { venue, status: status === 'all' ? undefined : status, category }
      const equals = Object.entries(filters).flatMap(([name, text]) => (text === undefined ? [] : [equal(name, text)]))
      const words = search === undefined ? [] : matching(reader, search, { columns: ['question'], name: 'market_id' })
      const order = [sort, 'venue', 'market_id'].map((column): Order => ({ column, direction }))
      const from = 'gold.market_summary'
      const selection = { from, columns: SUMMARY, where: [...equals, ...words], order, limit: asked.limit }
      const place = cursor === undefined ? 0 : placeOf(cursor, selection, reader.snapshot)
      if (place === undefined || reader.markets === undefined) return page(reader, selection, { cursor })
      return indexed(reader, selection, { search, filters, sort, direction, from: place, limit: asked.limit })
    },
  })
}

/** The page that the selection's statement would give, found by the index. */
async function indexed(reader: Reader, selection: Select, question: MarketQuestion): Promise<Found> {
  const { numbers, next } = reader.markets!.find(question)
  const places = new Map(numbers.map((number, i) => [String(number), i]))
  const statement = select({
    from: NUMBERED,
    columns: { no: { type: 'integer', doc: 'The number of the market.' }, ...SUMMARY },
    where: [{ sql: `no in (${numbers.length === 0 ? 'null' : numbers.join(', ')})` }],
    order: [],
    limit: question.limit,
  })
  const rows: Row[] = []
  for (const { no, ...row } of await reader.rows(statement)) rows[places.get(String(no))!] = row
  const last = rows.at(-1)
  const place = { snapshot: reader.snapshot, at: next ?? 0 }
  return {
    rows,
    columns: SUMMARY,
    sql: written(select(selection)),
    next: next === undefined || last === undefined ? null : cursorAfter(last, selection.order, place),
  }
}

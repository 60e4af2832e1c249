import { z } from '@hono/zod-openapi'
import type { Row } from '../../engine/connection.ts'
import { list, one, page, type Routes } from '../api.ts'
import { Problem } from '../problem.ts'
import { choice, id, limit, span, venue } from '../query.ts'
import type { Columns, Reader } from '../reader.ts'
import { rowSchema } from '../shape.ts'
import { between, equal, type Select, select, written } from '../statement.ts'
import { columns, TABLES } from '../tables.ts'

const OUTCOMES: Columns = {
  ...columns('silver.outcomes'),
  last_price: {
    type: 'price',
    doc: 'Last price that it traded at in the book, by the trades of this lake.',
    nullable: true,
    min: 0,
    max: 1,
  },
}

const BOOKS: Columns = {
  ...columns('silver.books'),
  levels: { type: 'json', doc: 'The levels: a list of side, price, size, place, the best of each side first.' },
}

const UNITS = (['1m', '1h', '1d'] as const).filter((unit) => TABLES.some((t) => t.name === `gold.candles_${unit}`)) as [
  '1h',
  ...string[],
]

const params = { venue, id }
type Name = { readonly venue: string; readonly id: string }

/** Everything about one market. */
export const market: Routes = (api, service) => {
  one(api, service, {
    path: '/api/markets/{venue}/{id}',
    summary: 'One market: its record, its figures, its outcomes, its event',
    params,
    row: z.object({
      market: rowSchema(columns('silver.markets')).nullable(),
      summary: rowSchema(columns('gold.market_summary')).nullable(),
      outcomes: z.array(rowSchema(OUTCOMES)),
      event: rowSchema(columns('silver.events')).nullable(),
      links: z.object({ venue_url: z.string().nullable() }),
    }),
    find: detail,
  })
  list(api, service, {
    path: '/api/markets/{venue}/{id}/candles',
    summary: 'Candles from the trades of this lake, the latest ones in order of time',
    params,
    query: {
      unit: choice(UNITS, 'How long a candle is.').default('1h'),
      outcome_id: id.optional().openapi({ description: 'One outcome only.' }),
      ...span,
      limit: limit(1000, 20_000),
    },
    columns: columns('gold.candles_1h'),
    find: async (reader, asked) => {
      const selection: Select = {
        from: `gold.candles_${asked.unit}`,
        columns: columns('gold.candles_1h'),
        where: [
          ...ofMarket(asked),
          ...(asked.outcome_id === undefined ? [] : [equal('outcome_id', asked.outcome_id)]),
          ...between(reader, 'start_at', asked),
        ],
        order: [
          { column: 'start_at', direction: 'desc' },
          { column: 'outcome_id', direction: 'desc' },
        ],
        limit: asked.limit,
      }
      const latest = select(selection)
      const statement = { ...latest, sql: `select * from (\n${latest.sql}\n) as latest\norder by start_at, outcome_id` }
      return { rows: await reader.rows(statement), columns: latest.columns, sql: written(statement), next: null }
    },
  })
  list(api, service, {
    path: '/api/markets/{venue}/{id}/versions',
    summary: 'Every version of the market that was seen, the newest first',
    params,
    query: { limit: limit(500, 5000) },
    columns: columns('silver.market_versions'),
    find: (reader, asked) =>
      page(reader, {
        from: 'silver.market_versions',
        columns: columns('silver.market_versions'),
        where: ofMarket(asked),
        order: [{ column: 'seen_at', direction: 'desc' }],
        limit: asked.limit,
      }),
  })
  list(api, service, {
    path: '/api/markets/{venue}/{id}/books',
    summary: 'The latest order book of each outcome, with its levels',
    params,
    columns: BOOKS,
    find: books,
  })
}

function ofMarket({ venue: name, id: market_id }: Name) {
  return [equal('venue', name), equal('market_id', market_id)]
}

async function detail(reader: Reader, name: Name) {
  const find = async (from: string, where: Select['where'] = ofMarket(name)) => {
    const statement = select({ from, columns: columns(from), where, order: [], limit: 1 })
    return { row: (await reader.rows(statement))[0] ?? null, sql: written(statement) }
  }
  const market = await find('silver.markets')
  const summary = await find('gold.market_summary')
  if (market.row === null && summary.row === null)
    throw new Problem(404, `There is no market "${name.id}" at ${name.venue} in this lake.`)
  const outcomes = outcomesOf(name)
  const event_id = market.row?.event_id
  const event =
    typeof event_id === 'string'
      ? await find('silver.events', [equal('venue', name.venue), equal('event_id', event_id)])
      : undefined
  const row: Row = {
    market: market.row,
    summary: summary.row,
    outcomes: await reader.rows(outcomes),
    event: event?.row ?? null,
    links: { venue_url: safeUrl(market.row?.url) },
  }
  const statements = [market.sql, summary.sql, written(outcomes), ...(event === undefined ? [] : [event.sql])]
  return { rows: [row], sql: statements.join(';\n') }
}

function outcomesOf(name: Name) {
  const values = Object.fromEntries(Object.keys(OUTCOMES).map((c) => [c, `o.${c}`]))
  return select({
    from: `silver.outcomes as o
left join (
  select outcome_id, close, row_number() over (partition by outcome_id order by start_at desc) as place
  from gold.candles_1d where venue = $venue and market_id = $market_id
) as c on c.outcome_id = o.outcome_id and c.place = 1`,
    columns: OUTCOMES,
    values: { ...values, last_price: 'c.close' },
    where: [
      { sql: 'o.venue = $venue', parameters: { venue: name.venue } },
      { sql: 'o.market_id = $market_id', parameters: { market_id: name.id } },
    ],
    order: [{ column: 'position', direction: 'asc' }],
    limit: 10_000,
  })
}

async function books(reader: Reader, name: Name) {
  const latest = `(select outcome_id as latest_outcome, max("at") as latest_at from silver.books
  where venue = $venue and market_id = $market_id group by outcome_id)`
  const statement = select({
    from: `silver.books join ${latest} as l on l.latest_outcome = outcome_id and l.latest_at = "at"`,
    columns: columns('silver.books'),
    where: ofMarket(name),
    order: [{ column: 'outcome_id', direction: 'asc' }],
    limit: 1000,
  })
  const levels = select({
    from: `silver.book_levels join ${latest} as l on l.latest_outcome = outcome_id and l.latest_at = "at"`,
    columns: columns('silver.book_levels', 'outcome_id', 'side', 'price', 'size', 'place'),
    where: [{ sql: 'venue = $venue', parameters: { venue: name.venue, market_id: name.id } }],
    order: [
      { column: 'outcome_id', direction: 'asc' },
      { column: 'side', direction: 'desc' },
      { column: 'place', direction: 'asc' },
    ],
    limit: 100_000,
  })
  const found = Map.groupBy(await reader.rows(levels), (level) => level.outcome_id)
  const rows = (await reader.rows(statement)).map((book): Row => {
    const own = found.get(book.outcome_id ?? null) ?? []
    return { ...book, levels: own.map(({ outcome_id: _, ...level }) => level) }
  })
  return { rows, columns: BOOKS, sql: `${written(statement)};\n${written(levels)}`, next: null }
}

/** An address that a page may link to: never a script. */
function safeUrl(url: unknown): string | null {
  return typeof url === 'string' && /^https?:\/\//i.test(url) ? url : null
}

import { defineResource, type PlanContext, type Slice } from '../../core/source.ts'
import { resumable, sameParams } from '../../core/timeline.ts'
import type { Status } from '../../core/wanted.ts'
import { heldMarkets, NO_MARKETS } from './held-markets.ts'

/** Markets in one request; the venue bills it as so many, and its smallest bucket holds twenty. */
const GROUP = 10

const BOOK = '{"yes_dollars":[["VARCHAR"]],"no_dollars":[["VARCHAR"]]}'
const level = (price: string) =>
  `lambda l: {price: ${price.replace('p', 'try_cast(l[1] as decimal(18, 12))')}, size: try_cast(l[2] as decimal(18, 6))}`
/** Both sides hold bids: a bid for NO at p is an ask for YES at 1 - p. Without a readable book both are null. */
const SIDES = `(select raw.*, list_transform(book.yes_dollars, ${level('p')}) as bids, list_transform(book.no_dollars, ${level('1 - p')}) as asks
  from (select *, try(from_json(orderbook_fp, '${BOOK}')) as book from raw) as raw) as raw`
/** Every level of both sides, numbered from the best price on: the venue does not promise an order. */
const LEVELS = `(select *, row_number() over (partition by _file, _row, side order by case side when 'bid' then -level.price else level.price end) as place
  from (select *, 'bid' as side, unnest(bids) as level from ${SIDES} union all select *, 'ask' as side, unnest(asks) as level from ${SIDES})) as r`
const best = (side: string, pick: 'max' | 'min') => `list_${pick}(list_transform(${side}, lambda l: l.price))`
const sizeOf = (side: string) =>
  `case when len(${side}) = 0 then 0 else list_sum(list_transform(${side}, lambda l: l.size)) end`
/** What cannot be read would be missing from the sums without a sign. */
const UNREADABLE = `case when len(list_filter(list_concat(bids, asks), lambda l: l.price is null or l.size is null)) > 0
  then 'a level of the book is no pair of numbers' end`

/** Order books as they stand when they are read; one that has not changed since is not kept again. */
export const books = defineResource({
  name: 'books',
  doc: 'Order books of open markets that were traded, or of named ones (--market), as they stand now.',
  asks: {
    endpoint: '/markets/orderbooks',
    paging: 'batches of 10 markets',
    delta: 'a snapshot each time',
    proof: 'every market was asked for',
  },
  byDefault: false,
  key: "payload->>'ticker'",
  pageCap: GROUP,
  rowsPerRecord: 60,
  accepts: ['market', 'status', 'chunk-size'],
  limitBy: 'markets',
  axis: 'updated',
  async plan(context) {
    const params = paramsOf(context)
    const tickers = await tickersOf(params, context)
    if (tickers.length === 0) return { slices: [], requests: 0, note: NO_MARKETS }
    const [left] = context.full ? [] : resumable(context.progress.filter((p) => sameParams(p.params, params)))
    const requests = Math.ceil(tickers.length / Math.min(GROUP, context.chunkSize ?? GROUP))
    const note = `up to ${GROUP} markets to a request, which the venue counts as so many`
    return { slices: [left ?? { name: nameOf(params), params }], requests, expected: tickers.length, note }
  },
  async *pages(slice, io, known) {
    const { cursor = '', chunk = GROUP } = slice
    const tickers = (await tickersOf(slice.params, { known })).filter((ticker) => ticker > cursor)
    for (let i = 0; i < tickers.length; i += chunk) {
      const group = tickers.slice(i, i + chunk)
      const answer = await io.list(
        '/markets/orderbooks',
        { tickers: group },
        { list: 'orderbooks', cost: group.length },
      )
      if (i + chunk < tickers.length) yield { answer, cursor: group.at(-1)! }
      else yield { answer, proof: 'every market was asked for; the venue leaves out those that it has archived' }
    }
  },
  raw: { ticker: 'VARCHAR', orderbook_fp: 'VARCHAR' },
  ignored: [],
  silver: {
    books: {
      from: SIDES,
      columns: {
        venue: "'kalshi'",
        market_id: 'ticker',
        outcome_id: "ticker || ':yes'",
        at: 'seen_at',
        best_bid: best('bids', 'max'),
        best_ask: best('asks', 'min'),
        bid_levels: 'len(bids)',
        ask_levels: 'len(asks)',
        bid_size: sizeOf('bids'),
        ask_size: sizeOf('asks'),
        last_price: 'null',
        tick_size: 'null',
        min_size: 'null',
        hash: 'null',
        seen_at: 'seen_at',
      },
      reject: UNREADABLE,
    },
    book_levels: {
      from: LEVELS,
      columns: {
        venue: "'kalshi'",
        outcome_id: "ticker || ':yes'",
        at: 'seen_at',
        side: 'side',
        price: 'level.price',
        size: 'level.size',
        place: 'place',
        seen_at: 'seen_at',
      },
    },
  },
})

/** Which markets are meant, as the slice says it: named ones, else those of a status, open ones unless another is wanted. */
function paramsOf({ markets, status, limit }: PlanContext): Slice['params'] {
  return {
    ...(markets.length > 0 && { markets: markets.join(',') }),
    status: status ?? (markets.length > 0 ? 'all' : 'open'),
    ...(limit !== undefined && { limit: String(limit) }),
  }
}

/** `status=open`: what is asked for. */
function nameOf(params: Slice['params']): string {
  return Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}

async function tickersOf(params: Slice['params'], { known }: Pick<PlanContext, 'known'>): Promise<string[]> {
  const { markets, status, limit } = params
  const chosen = await heldMarkets({ markets: markets?.split(',') ?? [], status: status as Status, known })
  return chosen.map(({ ticker }) => ticker).slice(0, limit === undefined ? undefined : Number(limit))
}

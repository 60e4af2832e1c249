import { chunks } from '../../core/chunks.ts'
import { PayloadError } from '../../core/errors.ts'
import { DAY, type Micros, shortInstant } from '../../core/instant.ts'
import { lackOf } from '../../core/planning.ts'
import {
  type Answer,
  defineResource,
  type Io,
  type Known,
  type Page,
  type Plan,
  type PlanContext,
  type Slice,
} from '../../core/source.ts'
import { sideBySide, Watermark } from '../../net/side-by-side.ts'
import { unsettled } from './held.ts'
import { counted, newest } from './listing.ts'
import { marketMeaning, marketRecord } from './market-record.ts'
import { overItems } from './over-items.ts'
import { textsOf } from './paging.ts'
import { SETTLE } from './time.ts'

const PAGE = 100
/** Names in one request: a request line of 4 kB passes everywhere. */
const NAMES = 50
/** A market that closed without a winner is asked for its winner this long. */
const DECIDING: Micros = 30 * DAY

/**
 * Markets, open and closed. The venue tells of no changes: a delta reads what is new, and by name what can still change.
 */
export const markets = defineResource({
  name: 'markets',
  doc: 'Markets, open and closed. A delta reads new ones, open ones and those that wait for a winner; --full all of them.',
  asks: {
    endpoint: '/polymarket/markets',
    paging:
      'pagination_key (start and condition; with a filter volume and condition), or offset where the server gives no key',
    delta:
      'new markets until what is held and what came make up the total; open ones and those without a winner by name',
    proof: "distinct markets against the venue's total",
  },
  byDefault: true,
  pageCap: PAGE,
  accepts: ['market', 'status', 'chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  whole: (params) => params.of === 'all',
  plan,
  pages,
  ...marketRecord,
  silver: marketMeaning,
})

async function plan(context: PlanContext): Promise<Plan> {
  const { markets, status = 'all' } = context
  if (markets.length > 0) return planOf(markets.map((market) => ({ name: `market=${market}`, params: { market } })))
  if (status !== 'all') {
    const word = status === 'open' ? 'open' : 'closed'
    return planOf([{ name: `status=${word} at ${shortInstant(context.now)}`, params: { of: 'status', status: word } }])
  }
  const own = context.full ? [] : context.progress.filter((p) => p.params.of === 'all' || p.params.of === 'new')
  const { left, holes, proved } = lackOf(context, { own, from: 0, settle: SETTLE })
  const [hole] = holes
  if (left.some((slice) => slice.params.of === 'all') || (left.length === 0 && hole === undefined)) return planOf(left)
  const span = { from: hole?.from ?? proved, to: proved }
  if (left.length === 0 && span.from === 0)
    return planOf([{ name: `all at ${shortInstant(proved)}`, params: { of: 'all' }, span, asked: span }])
  const fresh: Slice = { name: `new since ${shortInstant(span.from)}`, params: { of: 'new' }, span, asked: span }
  const items = await unsettled(context.known, context.now - DECIDING)
  const named = overItems(context, { name: 'unsettled', items, areAll: true })
  return planOf([...(left.length > 0 ? left : [fresh]), ...named])
}

function planOf(slices: readonly Slice[]): Plan {
  const requests = slices.reduce((sum, { items }) => sum + Math.ceil((items?.length ?? 1) / NAMES), 0)
  return { slices, requests, note: slices.some((s) => s.params.of === 'all') ? `one request per ${PAGE} markets` : '' }
}

function pages(slice: Slice, io: Io, known: Known): AsyncGenerator<Page> {
  const { of, market, status } = slice.params
  const limit = String(slice.chunk ?? PAGE)
  if (market !== undefined) return named(io, market)
  if (of === 'unsettled') return byName(io, slice)
  return of === 'new' ? newest(io, slice, { known, query: { limit } }) : counted(io, slice, { limit, status })
}

/** One market by its condition or by the name in its address. */
async function* named(io: Io, market: string): AsyncGenerator<Page> {
  const by = market.startsWith('0x') ? 'condition_id' : 'market_slug'
  yield { answer: await ask(io, by, [market]), proof: 'one market was asked for' }
}

/** Reads markets by their conditions, many in a request and many requests at a time. */
async function* byName(io: Io, slice: Slice): AsyncGenerator<Page> {
  const items = slice.items ?? []
  const parts = chunks(items, NAMES)
  const mark = new Watermark()
  let [told, came] = [0, 0]
  for await (const outcome of sideBySide(parts, slice.atOnce ?? 1, (part) => ask(io, 'condition_id', part))) {
    if ('error' in outcome) throw outcome.error
    const answer = outcome.value
    const done = mark.pass(outcome.place)
    came += answer.ranges.length / 2
    if (++told < parts.length) yield { answer, cursor: parts[done - 1]?.at(-1) ?? '' }
    else yield { answer, proof: `${items.length} markets were asked for by name, ${came} came` }
  }
}

/** Asks for markets by name; an answer with others belongs to another question. */
function ask(io: Io, by: 'condition_id' | 'market_slug', names: readonly string[]): Promise<Answer> {
  const check = (answer: Answer) => {
    const other = textsOf(answer, by).find((name) => !names.includes(name))
    if (other !== undefined) throw new PayloadError(`expected only markets that were asked for, got ${other}`)
  }
  return io.list('/polymarket/markets', { [by]: names, limit: String(PAGE) }, { list: 'markets', check })
}

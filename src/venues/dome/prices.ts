import { NotFoundError, OddslakeError, StoppedError, UserError } from '../../core/errors.ts'
import { instantOfSeconds, rounded, unreadable } from '../../core/numbers.ts'
import {
  type Answer,
  defineResource,
  type Io,
  type Page,
  type Plan,
  type PlanContext,
  type Slice,
} from '../../core/source.ts'
import { nothing } from '../../net/missing.ts'
import { type Settled, sideBySide, Watermark } from '../../net/side-by-side.ts'
import { heldMarkets, NONE_HELD } from './held.ts'
import { overItems } from './over-items.ts'

const PATH = '/polymarket/market-price'
/** Requests on their way at the same time, where no setting says otherwise. */
const AT_ONCE = 50

/** The price of each token of the markets that are open, asked one by one and many at a time. */
export const prices = defineResource({
  name: 'prices',
  doc: 'The present price of each token of open markets, one request each.',
  asks: {
    endpoint: '/polymarket/market-price/{token_id}',
    paging: 'none; 50 requests side by side',
    delta: 'the tokens of open markets again',
    proof: 'every token answered or known to have no price; else suspect, with the token and the reason',
  },
  byDefault: true,
  key: "regexp_extract(request, 'market-price/(\\d+)', 1) || '@' || (payload->>'at_time')",
  pageCap: 1,
  workers: { preset: AT_ONCE, alias: 'PRICE_FETCH_BATCH_SIZE' },
  accepts: ['market'],
  limitBy: 'markets',
  axis: 'created',
  line: () => false,
  plan,
  pages,
  raw: { price: 'VARCHAR', at_time: 'VARCHAR' },
  ignored: [],
  silver: {
    prices: {
      columns: {
        venue: "'dome'",
        market_id: "regexp_extract(_request, ' (\\S+)$', 1)",
        outcome_id: "regexp_extract(_request, 'market-price/(\\d+)', 1)",
        at: instantOfSeconds('at_time'),
        trade_id: "''",
        price: rounded('price', 12),
        seen_at: 'seen_at',
      },
      reject: unreadable({ seconds: ['at_time'], numbers: ['price'] }),
    },
  },
})

async function plan(context: PlanContext): Promise<Plan> {
  const open = await heldMarkets({ ...context, status: 'open' })
  const items = open.flatMap(({ id, tokens }) => tokens.map((token) => `${token} ${id}`))
  const areAll = context.markets.length === 0 && context.limit === undefined
  const slices = overItems(context, { name: 'open', items, areAll })
  const requests = slices.reduce((sum, slice) => sum + slice.items!.length, 0)
  const note = slices.length > 0 ? '' : NONE_HELD
  return { slices, requests, note }
}

/**
 * A token that cannot be had stops and delays no other: the slice is then suspect and says so; a run that goes on asks for it
 * again. Only when a whole round fails without an answer in between, the venue counts as away.
 */
async function* pages(slice: Slice, io: Io): AsyncGenerator<Page> {
  const items = slice.items ?? []
  const atOnce = slice.atOnce ?? AT_ONCE
  const mark = new Watermark()
  const tally = new Tally(items.length, atOnce)
  // One answer is held back, so that the last one ends the slice.
  let held: { readonly answer: Answer; readonly place: number } | undefined
  for await (const outcome of sideBySide(items, atOnce, (item) => ask(io, item))) {
    const { place } = outcome
    const answer = tally.take(outcome, { item: items[place]!, patience: Math.max(atOnce, AT_ONCE) })
    if (answer === 'none') mark.pass(place)
    else if (answer !== 'failed') {
      if (held !== undefined)
        yield { answer: held.answer, cursor: items[mark.pass(held.place) - 1] ?? '', ...tally.figures() }
      held = { answer, place }
    }
  }
  yield { answer: held?.answer ?? nothing(PATH), ...tally.verdict(), ...tally.figures() }
}

/** The price does not say whose it is: the token stands in the request, and its market is noted behind it. */
async function ask(io: Io, item: string): Promise<Answer> {
  const [token, market] = item.split(' ')
  const answer = await io.record(`${PATH}/${token}`, {}, { field: 'price' })
  return { ...answer, request: `${answer.request} ${market}` }
}

/** What has become of the tokens so far. */
class Tally {
  readonly #all: number
  readonly #batch: number
  readonly #failed: string[] = []
  #fetched = 0
  #priceless = 0
  #inARow = 0
  #told = 0

  constructor(all: number, batch: number) {
    this.#all = all
    this.#batch = batch
  }

  /** Gives the answer where there is one; throws what would befall every other token too. */
  take(outcome: Settled<Answer>, { item, patience }: { item: string; patience: number }): Answer | 'none' | 'failed' {
    if ('value' in outcome) {
      this.#fetched++
      this.#inARow = 0
      return outcome.value
    }
    const { error } = outcome
    if (error instanceof NotFoundError) {
      this.#priceless++
      this.#inARow = 0
      return 'none'
    }
    const isOurs = !(error instanceof OddslakeError) || error instanceof StoppedError || error instanceof UserError
    if (isOurs || ++this.#inARow >= patience) throw error
    this.#failed.push(`${item.split(' ')[0]} (${error.message})`)
    return 'failed'
  }

  /** Once for as many tokens as are asked side by side, and at the end. */
  figures(): Pick<Page, 'figures'> {
    const done = this.#fetched + this.#priceless + this.#failed.length
    const of = Math.ceil(this.#all / this.#batch)
    const batch = done === this.#all ? of : Math.floor(done / this.#batch)
    if (batch === this.#told) return {}
    this.#told = batch
    return { figures: { batch, of, fetched: this.#fetched, priceless: this.#priceless, failed: this.#failed.length } }
  }

  verdict(): Pick<Page, 'proof' | 'suspect'> {
    const rest = this.#priceless === 0 ? '' : `, ${this.#priceless} tokens have none by the venue`
    if (this.#failed.length === 0) return { proof: `${this.#fetched} prices came${rest}` }
    const more = this.#failed.length > 1 ? `, and ${this.#failed.length - 1} more` : ''
    return { suspect: `${this.#failed.length} of ${this.#all} prices did not come: ${this.#failed[0]}${more}` }
  }
}

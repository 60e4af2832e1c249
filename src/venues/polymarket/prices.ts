import { PayloadError } from '../../core/errors.ts'
import { rounded } from '../../core/numbers.ts'
import { defineResource } from '../../core/source.ts'
import { batches, openTokens, tokensOf } from './batches.ts'

/** A map from token to what is told of it: a text (its midpoint), or texts by side. */
const TOLD = `(select *, case when _request like 'POST /midpoints%' then _value->>'$' end as _mid, _value->>'BUY' as _bid, _value->>'SELL' as _ask
  from (select raw.*, unnest(json_keys(_payload)) as _token, unnest(json_extract(_payload, '$.*')) as _value from raw)) as t`

/** Tokens in one request: it may have 500 entries, and prices are asked for each side. */
const TOKENS = { prices: 250, midpoints: 500 }

/** Best bids and asks, and midpoints, of open markets. */
export const prices = defineResource({
  name: 'prices',
  doc: 'Best bid, best ask and midpoint as they stand, hundreds of tokens a request: of open markets, or of --market.',
  asks: {
    endpoint: 'POST /prices, POST /midpoints',
    paging: 'none',
    delta: 'a snapshot each time',
    proof: 'one answer per request, which names its tokens',
  },
  byDefault: false,
  family: 'clob_prices',
  key: 'sha256(request)',
  pageCap: 1,
  accepts: ['market'],
  axis: 'updated',
  async plan(context) {
    const of = { names: openTokens, ofMarkets: tokensOf }
    const plans = await Promise.all(
      Object.entries(TOKENS).map(async ([what, size]) => {
        const { slices, note } = await batches(context, { ...of, size })
        return { note, slices: slices.map((slice) => ({ ...slice, name: `${what} ${slice.name}`, params: { what } })) }
      }),
    )
    const slices = plans.flatMap((plan) => plan.slices)
    return { slices, requests: slices.length, note: plans[0]!.note }
  },
  async *pages({ items = [], params }, io) {
    const json =
      params.what === 'midpoints'
        ? items.map((token_id) => ({ token_id }))
        : items.flatMap((token_id) => ['BUY', 'SELL'].map((side) => ({ token_id, side })))
    const answer = await io.record(
      `/${params.what}`,
      {},
      {
        json,
        check(body) {
          if ('error' in body)
            throw new PayloadError(`expected prices by token, got ${JSON.stringify(body).slice(0, 120)}`)
        },
      },
    )
    yield { answer, proof: `${items.length} tokens were asked for at once` }
  },
  raw: { error: 'VARCHAR' },
  ignored: [],
  isMap: true,
  silver: {
    quotes: {
      from: TOLD,
      where: "_request like 'POST /prices%'",
      columns: {
        venue: "'polymarket'",
        outcome_id: '_token',
        at: 'seen_at',
        bid: rounded('_bid', 12),
        ask: rounded('_ask', 12),
        seen_at: 'seen_at',
      },
    },
    prices: {
      from: TOLD,
      where: '_mid is not null',
      columns: {
        venue: "'polymarket'",
        market_id: 'null',
        outcome_id: '_token',
        at: 'seen_at',
        trade_id: "''",
        price: rounded('_mid', 12),
        seen_at: 'seen_at',
      },
    },
  },
})

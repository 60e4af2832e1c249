/** Rows that the HTTP API is asked for in tests: hostile words, unknown values and equal instants among them. */
export const SEEN = '2026-03-01T00:00:00Z'
export const NASTY = `İstanbul or Reykjavík? <script>alert(1)</script> "O'Neil" %_\\ ☃`
export const id = (n: number) => (n === 7 ? "M-7/../'x" : `M-${n}`)
const venueOf = (n: number) => (n % 2 === 0 ? 'kalshi' : 'manifold')

export const markets = Array.from({ length: 23 }, (_, n) => ({
  ...{ venue: venueOf(n), market_id: id(n), event_id: 'E', is_combo: false, seen_at: SEEN, currency: 'USD' },
  question: n === 7 ? NASTY : `Will number ${n} be ${n % 3 === 0 ? 'elected' : 'chosen'}?`,
  status: ['open', 'closed', 'resolved'][n % 3]!,
  closes_at: n % 4 === 0 ? null : `2026-02-${10 + (n % 5)}T00:00:00Z`,
  category: n % 2 === 0 ? 'Politics' : null,
  url: n === 7 ? 'javascript:alert(1)' : `https://example.com/${n}`,
}))
export const outcomes = markets.flatMap(({ venue, market_id }) =>
  ['yes', 'no'].map((label, position) => ({
    ...{ venue, market_id, outcome_id: `${market_id}:${label}`, position, label, seen_at: SEEN },
  })),
)
/** Many share an instant, so that pages end within one. */
export const trades = Array.from({ length: 210 }, (_, i) => {
  const n = i % 21
  const price = `0.${10 + (i % 80)}`
  return {
    ...{ venue: venueOf(n), trade_id: `t${i}`, part: 0, market_id: id(n), outcome_id: `${id(n)}:yes`, side: 'buy' },
    ...{ price, size: '2', notional: (Number(price) * 2).toFixed(2), kind: 'trade', is_combo: false, seen_at: SEEN },
    trader_id: n % 2 === 0 ? null : `trader ${i % 5}`,
    traded_at: `2026-02-0${1 + Math.floor(i / 70)}T10:${String(Math.floor(i / 20)).padStart(2, '0')}:00Z`,
  }
})
export const books = [1, 2].map((hour) => ({
  ...{ venue: 'kalshi', market_id: 'M-0', outcome_id: 'M-0:yes', at: `2026-02-01T0${hour}:00:00Z`, seen_at: SEEN },
  ...{ best_bid: '0.4', bid_levels: 2, ask_levels: 0, bid_size: '3', ask_size: '0' },
}))
export const book_levels = books.flatMap(({ venue, outcome_id, at }) =>
  [1, 2].map((place) => ({
    venue,
    outcome_id,
    at,
    side: 'bid',
    price: `0.${5 - place}`,
    size: place,
    place,
    seen_at: SEEN,
  })),
)

import fc from 'fast-check'
import type { Cell } from '../../src/engine/connection.ts'
import type { Rows } from '../support/model.ts'

type Fields = Readonly<Record<string, Cell>>

/** An instant, seconds after the first of January 2026. */
export function moment(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString()
}

/** A day, counted from the first of January 2026. */
export function day(n: number): string {
  return moment(n * 86_400).slice(0, 10)
}

export function market(id: string, fields: Fields = {}): Fields {
  return {
    ...{ venue: 'kalshi', market_id: id, question: 'Will it?', status: 'open', is_combo: false, seen_at: moment(0) },
    ...fields,
  }
}

export function trade(id: string, fields: Fields = {}): Fields {
  return {
    ...{
      venue: 'kalshi',
      trade_id: id,
      part: '0',
      market_id: 'A',
      outcome_id: 'A:yes',
      side: 'buy',
      price: '0.5',
      size: '1',
    },
    ...{ notional: '0.5', traded_at: moment(0), kind: 'trade', is_combo: false, seen_at: moment(0) },
    ...fields,
  }
}

/** A series, and what events say of it. */
export const SERIES: Fields = { venue: 'kalshi', series_id: 'S', seen_at: moment(0) }

const id = fc.constantFrom('a', 'b', 'c')
const text = fc.constantFrom('x', 'y', "it's", null)

/** What one load brings: ids are few, so that rows meet; a fact stays in its instant, as venues do not move trades. */
const LOAD = fc.record({
  again: fc.boolean(),
  series: fc.array(fc.record({ id, category: text }), { maxLength: 3 }),
  events: fc.array(fc.record({ id, of: id, category: text }), { maxLength: 3 }),
  markets: fc.array(fc.record({ id, of: id, question: text, closes: fc.nat({ max: 3 }) }), { maxLength: 4 }),
  trades: fc.array(fc.record({ id: fc.nat({ max: 12 }), of: id, size: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 8,
  }),
  wait: fc.nat({ max: 2 }),
})

/** Loads one after the other: the moment of what is seen never goes back. */
export const BATCHES: fc.Arbitrary<(Rows & { again: boolean })[]> = fc
  .array(LOAD, { minLength: 2, maxLength: 5 })
  .map((loads) => {
    let second = 0
    const seen = (wait: number) => {
      second += wait
      return { venue: 'kalshi', seen_at: moment(second) }
    }
    return loads.map(({ again, series, events, markets, trades, wait }, i) => {
      second++
      return {
        // What was refused before can only come again after a first load.
        again: again && i > 0,
        series: series.map((row) => ({ ...seen(wait), series_id: row.id, title: 'S', category: row.category })),
        events: events.map((row) => ({
          ...seen(wait),
          event_id: row.id,
          series_id: row.of,
          title: 'E',
          category: row.category,
        })),
        markets: markets.map((row) =>
          market(row.id, { ...seen(wait), event_id: row.of, question: row.question, closes_at: moment(row.closes) }),
        ),
        trades: trades.map((row) =>
          trade(`t${row.id}`, {
            ...seen(wait),
            market_id: row.of,
            size: String(row.size),
            traded_at: moment(row.id * 40_000),
          }),
        ),
      }
    }) as unknown as (Rows & { again: boolean })[]
  })

import type { Cell } from '../../src/engine/connection.ts'

/** A trade of Kalshi's market A as a row of silver, with its notional; `more` says what is otherwise. */
export function tradeRow(id: string, at: string, more: Record<string, Cell> = {}) {
  const row = {
    venue: 'kalshi',
    trade_id: id,
    part: '0',
    market_id: 'A',
    outcome_id: 'A:yes',
    side: 'buy',
    price: '0.5',
    size: '1',
    kind: 'trade',
    is_combo: false,
    seen_at: '2026-03-01T00:00:00Z',
    ...more,
  }
  const notional = (BigInt(Math.round(Number(row.price) * 1e6)) * BigInt(Math.round(Number(row.size) * 1e6)))
    .toString()
    .padStart(13, '0')
    .replace(/(\d{12})$/, '.$1')
  return { ...row, traded_at: at, notional }
}

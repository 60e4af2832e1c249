import type { Cell } from '../../src/engine/connection.ts'

const seen_at = '2026-03-01T00:00:00Z'

/** A market that ended yes at noon of 10 February 2026, as a row of silver; `more` says what is otherwise. */
export function marketRow(market_id: string, more: Readonly<Record<string, Cell>> = {}) {
  return {
    venue: 'kalshi',
    market_id,
    status: 'resolved',
    is_combo: false,
    closes_at: '2026-02-10T12:00:00Z',
    resolved_at: '2026-02-10T13:00:00Z',
    resolution_value: '1',
    volume: '50',
    seen_at,
    ...more,
  }
}

/** The outcomes of a market in their order, by what ids end with; `winner` is the place of the one that won, -1 for none. */
export function outcomeRows(market_id: string, names: readonly string[], winner: number | null, venue = 'kalshi') {
  return names.map((name, position) => ({
    venue,
    market_id,
    outcome_id: `${market_id}:${name}`,
    position,
    label: name,
    is_winner: winner === null ? null : winner === position,
    seen_at,
  }))
}

import type { RunEvent } from '../../src/core/event.ts'
import type { LoggedRequest } from '../../src/replica/index.ts'

/**
 * Requests that a later run sent again although an earlier one had their answer. The earlier run counts by its own word:
 * its `request` events with status 200 are the answers that had come in whole when it stopped; what was under way then
 * was lost, and has to be asked again. The later run counts by the replica's log.
 *
 * Three things are asked in every run, and rightly:
 * - where the archive ends (`/historical/cutoff`), because it moves on every day;
 * - the newest page of trades without a time window: the plan takes the exchange's pace from it, not its records;
 * - the last two minutes, because an answer may be that much older than the venue's clock: they are proved by the first
 *   run that comes later.
 */
export function askedAgain(earlier: readonly RunEvent[], later: readonly LoggedRequest[], now: string): string[] {
  const unsettled = Date.parse(now) / 1000 - 120
  const answered = new Set(earlier.flatMap((e) => (e.type === 'request' && e.status === 200 ? e.request : [])))
  return later.map(asSent).filter((request) => answered.has(request) && !isFair(request, unsettled))
}

function asSent({ method, path, query }: LoggedRequest): string {
  const below = path.replace('/trade-api/v2', '')
  return query === '' ? `${method} ${below}` : `${method} ${below}?${query}`
}

function isFair(request: string, unsettled: number): boolean {
  const [path, query] = request.split('?')
  const params = new URLSearchParams(query)
  if (path === 'GET /historical/cutoff') return true
  if (path === 'GET /markets/trades' && !params.has('min_ts')) return true
  return Number(params.get('min_ts') ?? params.get('min_updated_ts') ?? 0) >= unsettled
}

import { formatDuration } from '../core/instant.ts'
import type { Outcome, Result } from '../pipeline/sync.ts'
import { count, plural } from './progress.ts'

export type Summary = { readonly lines: string[]; readonly figures: Readonly<Record<string, number>> }

/** The last words of a run: rows, duplicates, rejects, bytes, time, and the next useful command. */
export function summary(
  result: Result,
  { milliseconds, stopped }: { milliseconds: number; stopped: boolean },
): Summary {
  const total = (pick: (o: Outcome) => number) => result.outcomes.reduce((sum, o) => sum + pick(o), 0)
  const figures = {
    records: total((o) => o.pulled.records),
    stored: total((o) => o.pulled.rows),
    duplicates: total((o) => o.pulled.duplicates),
    rows: total((o) => o.loaded.rows),
    rejects: total((o) => o.loaded.rejects),
    bytes: total((o) => o.pulled.bytes),
    milliseconds: Math.round(milliseconds),
  }
  // Failures were told when they happened; here they are only counted.
  const failed = `Ended with ${plural(result.failures.length, 'failure')}, told above`
  const state = result.exitCode === 0 ? 'Done' : stopped ? 'Stopped' : failed
  const lines = [
    `${state}: ${count(figures.records)} records received, ${count(figures.duplicates)} known already, ${count(figures.rows)} rows into silver, ` +
      `${count(figures.rejects)} rejects, ${size(figures.bytes)} of bronze, ${formatDuration(milliseconds)}.`,
    `Next: ${next(result, stopped, figures.rejects)}`,
  ]
  return { lines, figures }
}

function next(result: Result, stopped: boolean, rejects: number): string {
  if (stopped) return 'run the same command again; it goes on where this one stopped.'
  if (result.exitCode === 75)
    return 'run the same command again later; what was received is kept, and it goes on there.'
  if (result.failures.length > 0)
    return 'mend what is named above and run the same command again; what was received is kept.'
  if (rejects > 0)
    return 'oddslake query "select venue, resource, reason, count(*) as n from silver.rejects group by all order by n desc"'
  return 'oddslake query "select * from gold.market_summary order by volume desc limit 10"'
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}

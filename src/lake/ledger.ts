import { difference, union } from '../core/interval.ts'
import type { SliceProgress } from '../core/source.ts'
import { coveredBy } from '../core/timeline.ts'
import type { BronzeFile } from './catalog.ts'

/** The latest word on each slice of a resource, rows added up over the parts in which it was committed. */
export function progressOf(files: readonly BronzeFile[]): SliceProgress[] {
  const latest = new Map<string, SliceProgress>()
  for (const file of files) {
    for (const part of file.progress) {
      const before = latest.get(part.slice)
      const continued = before?.state === 'partial' && part.state !== 'planned'
      latest.set(part.slice, {
        ...part,
        rows: part.rows + (continued ? before.rows : 0),
        firstKey: continued ? (before.firstKey ?? part.firstKey ?? null) : (part.firstKey ?? null),
        lastKey: part.lastKey ?? (continued ? (before.lastKey ?? null) : null),
      })
    }
  }
  const alike = Map.groupBy(latest.values(), ({ params }) => JSON.stringify(params))
  return [...latest.values()].filter((p) => !isOvertaken(p, alike.get(JSON.stringify(p.params))!))
}

/** An unfinished slice whose rest other slices that ask alike have finished since says nothing any more. */
function isOvertaken(progress: SliceProgress, alike: readonly SliceProgress[]): boolean {
  if (progress.state === 'complete' || progress.state === 'empty-confirmed' || progress.span === undefined) return false
  const others = alike.filter((p) => p.slice !== progress.slice)
  return difference([progress.span], union([...coveredBy(progress), ...others.flatMap(coveredBy)])).length === 0
}

import { difference, union } from '../core/interval.ts'
import type { SliceProgress } from '../core/source.ts'
import { coveredBy, sameParams } from '../core/timeline.ts'
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
  return [...latest.values()].filter((p) => !isOvertaken(p, latest))
}

/** An unfinished slice whose rest other slices have finished since says nothing any more. */
function isOvertaken(progress: SliceProgress, all: ReadonlyMap<string, SliceProgress>): boolean {
  if (progress.state === 'complete' || progress.state === 'empty-confirmed' || progress.span === undefined) return false
  const others = [...all.values()].filter((p) => p.slice !== progress.slice && sameParams(p.params, progress.params))
  return difference([progress.span], union([...coveredBy(progress), ...others.flatMap(coveredBy)])).length === 0
}

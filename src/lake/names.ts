import { randomBytes } from 'node:crypto'

let last = 0

/** A file name that sorts by creation, also within a millisecond and after a clock was set back by this process's own count. */
export function sortableName(run: string, now: number = Date.now()): string {
  last = Math.max(last + 1, now * 1000)
  return `${last.toString().padStart(17, '0')}-${run}`
}

/** A short id for a run. */
export function runId(): string {
  return randomBytes(5).toString('hex')
}

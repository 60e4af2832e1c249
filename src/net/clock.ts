import { setImmediate, setTimeout } from 'node:timers/promises'
import type { Clock } from './limiter.ts'

/** Timers fire up to this much late; the rest of a wait is passed in turns of the event loop instead. */
const TIMER_SLACK_MS = 1.5

/** The machine's clock. Waits end within a fraction of a millisecond, so that a limit is used to the full. */
export const systemClock: Clock = {
  now: () => performance.now(),
  async sleep(milliseconds, signal) {
    const due = performance.now() + milliseconds
    const coarse = milliseconds - TIMER_SLACK_MS
    if (coarse >= 1) await setTimeout(Math.floor(coarse), undefined, { signal })
    while (performance.now() < due) {
      signal?.throwIfAborted()
      await setImmediate()
    }
  },
}

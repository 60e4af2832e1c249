import path from 'node:path'
import { destination, pino } from 'pino'
import type { RunEvent } from '../core/event.ts'

export type Log = { write(event: RunEvent): void }

/** The home's log: every event of every run as a JSON line in `logs/oddslake.log`. Requests carry no secrets. */
export async function openLog(home: string): Promise<Log> {
  const file = destination({ dest: path.join(home, 'logs', 'oddslake.log'), mkdir: true, sync: true })
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    file,
  )
  return {
    write(event) {
      if (event.type === 'failure') logger.error(event)
      else if (event.type === 'warning' || event.type === 'retry') logger.warn(event)
      else if (event.type !== 'page' && event.type !== 'request') logger.info(event)
    },
  }
}

import { once } from 'node:events'
import path from 'node:path'
import { destination, pino } from 'pino'
import type { RunEvent } from '../core/event.ts'
import { asOurs } from '../engine/errors.ts'

export type Log = { write(event: RunEvent): void }

/** The home's log: every event of every run as a JSON line in `logs/oddslake.log`. Requests carry no secrets. */
export async function withLog<T>(home: string, work: (log: Log) => Promise<T>): Promise<T> {
  const file = open(path.join(home, 'logs', 'oddslake.log'))
  // A line that cannot be written (the disk is full) must not end the run: the run itself will say why.
  file.on('error', () => {})
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    file,
  )
  try {
    return await work({
      write(event) {
        if (event.type === 'failure') logger.error(event)
        else if (['warning', 'retry', 'drift'].includes(event.type)) logger.warn(event)
        else if (event.type !== 'page' && event.type !== 'request') logger.info(event)
      },
    })
  } finally {
    file.destroy()
    await once(file, 'close')
  }
}

function open(file: string): ReturnType<typeof destination> {
  try {
    return destination({ dest: file, mkdir: true, sync: true })
  } catch (error) {
    throw asOurs(error)
  }
}

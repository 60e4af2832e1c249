import { UserError } from '../core/errors.ts'

/** A given instant in microseconds, on a whole second; the machine's present when none is given. */
export function readMoment(given: string | Date | undefined): number {
  const millis = given === undefined ? Date.now() : new Date(given).getTime()
  if (Number.isNaN(millis))
    throw new UserError(`"${given}" is no instant. Write one as 2026-10-08 or 2026-10-08T12:00:00Z.`)
  return Math.floor(millis / 1000) * 1_000_000
}

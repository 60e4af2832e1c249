import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

/** The calls that change the disk outside of DuckDB. */
const CALLS = ['writeFile', 'utimes', 'rename', 'symlink', 'rm'] as const

/**
 * A named fault point: `rename:3` dies when `rename` is reached for the third time, `load:2+40` forty milliseconds later,
 * in the midst of whatever goes on then.
 */
export function faultPoint(wanted: string | undefined): (reached: string) => void {
  const [, name, nth, delay] = /^([^:]+):(\d+)(?:\+(\d+))?$/.exec(wanted ?? '') ?? []
  if (wanted !== undefined && name === undefined)
    throw new Error(`STORM_KILL_AT=${wanted}: expected NAME:NTH or NAME:NTH+MS`)
  let times = 0
  return (reached) => {
    if (reached !== name || ++times !== Number(nth)) return
    if (delay === undefined) die()
    else setTimeout(die, Number(delay))
  }
}

/** Makes `STEP/CALL` and `STEP/CALL-after` fault points of every call that changes the disk, wherever it is made. */
export function watchDisk(stepNow: () => string, reach: (point: string) => void): void {
  for (const call of CALLS) {
    const real: (...args: never[]) => Promise<unknown> = promises[call]
    const watched = async (...args: never[]) => {
      const point = `${stepNow()}/${call}`
      reach(point)
      const result = await Reflect.apply(real, promises, args)
      reach(`${point}-after`)
      return result
    }
    Object.assign(promises, { [call]: watched })
  }
  syncBuiltinESMExports()
}

function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

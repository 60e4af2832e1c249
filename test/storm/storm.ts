import { rm } from 'node:fs/promises'
import { expect } from 'vitest'
import { type Calm, Plan, type Planned } from './plan.ts'
import type { Ended, Kill } from './process.ts'
import { readPublished } from './readers.ts'
import { Report } from './report.ts'
import { Scene, type SceneOptions } from './scene.ts'
import { expectSettled } from './settled.ts'

export type StormOptions = {
  readonly scene: SceneOptions
  readonly seed: number
  /** Kills by chance that must be followed by a reader who finds a snapshot. */
  readonly kills: number
  /** Kills that each traced phase must have had in the end. */
  readonly least: number
  /** Per cycle, that is per home: kills by chance, and at fault points while it asks and after. */
  readonly perCycle: { readonly chance: number; readonly early: number; readonly late: number }
  /** Homes at a time. */
  readonly lanes: number
}

/** Each eighth cycle begins with no home at all, the others with one that has a snapshot to read. */
const FROM_NOTHING = 8

/** What a run has done when its first new rows show, beyond what the one before it lost: half a flush. */
const LEAD_MS = 200

/** Kills syncs until there were enough kills; lets each home be finished, and judges it. */
export async function storm(options: StormOptions): Promise<{ report: Report; calm: Calm }> {
  const { seed, kills, least, perCycle } = options
  const scenes: Scene[] = []
  try {
    for (let lane = 0; lane < options.lanes; lane++) scenes.push(await Scene.open(options.scene, seed + lane))
    const calm = await calmRun(scenes[0]!)
    const plan = new Plan(seed)
    const report = new Report()
    const next = () => {
      const enough = report.count((death) => death.moment !== undefined && death.read !== undefined) >= kills
      return enough ? undefined : plan.cycle({ calm, ...perCycle })
    }
    await Promise.all(scenes.map((scene) => cycles({ scene, report, next })))
    const rest = () => {
      const short = report.short(least)
      return short === undefined ? undefined : plan.only(short)
    }
    await cycles({ scene: scenes[0]!, report, next: rest })
    return { report, calm }
  } finally {
    await Promise.all(scenes.map((scene) => scene.close()))
  }
}

async function calmRun(scene: Scene): Promise<Calm> {
  const home = await scene.home('calm')
  const { code, err, milliseconds, phases } = await scene.sync(home)
  expect(code, err).toBe(0)
  await expectSettled(scene, home)
  return { milliseconds, spent: phases.durations(milliseconds) }
}

type Cycles = { readonly scene: Scene; readonly report: Report; next(): Planned[] | undefined }

async function cycles({ scene, report, next }: Cycles): Promise<void> {
  for (let planned = next(); planned !== undefined; planned = next()) {
    const nothing = ++report.cycles % FROM_NOTHING === 0
    const home = await scene.home(`home-${report.cycles}`, { nothing })
    await cycle({ scene, report, home }, planned)
    await expectSettled(scene, home)
    await rm(home, { recursive: true })
  }
}

type Cycle = { readonly scene: Scene; readonly report: Report; readonly home: string }

/**
 * Kills one home's syncs as planned, then lets one end. How far the home has come is told in milliseconds of the calm run,
 * so that the kills by chance fall evenly on all of it. Once a run was done before its kill came, chance has no more say.
 */
async function cycle({ scene, report, home }: Cycle, planned: readonly Planned[]): Promise<void> {
  let worked = 0
  let done = false
  let last = await readPublished(home)
  for (const next of planned) {
    const moment = 'moment' in next ? next.moment : undefined
    if (done && moment !== undefined) continue
    const run = await scene.sync(home, 'kill' in next ? next.kill : killAt(next.moment, worked))
    worked += worked === 0 ? run.milliseconds : workOf(run)
    if (run.killed) {
      const read = await readPublished(home)
      const [now, before] = [read?.snapshot ?? '', last?.snapshot ?? '']
      expect(now >= before, `the snapshot ${before} gave way to "${now}"`).toBe(true)
      report.deaths.push({ phase: run.phase, moment, read })
      last = read
    } else {
      expect(run.code, run.err).toBe(0)
      report.spared++
      done = true
    }
  }
  const { code, err } = await scene.sync(home)
  expect(code, err).toBe(0)
}

/** A later run first catches up with the one before it, so its clock begins where it brings something new. */
function killAt(moment: number, worked: number): Kill {
  if (worked === 0) return { after: moment, clock: 'spawn' }
  return { after: Math.max(0, moment - worked - LEAD_MS), clock: 'new' }
}

function workOf({ milliseconds, phases }: Ended): number {
  return phases.newAt === undefined ? 0 : milliseconds - phases.newAt + LEAD_MS
}

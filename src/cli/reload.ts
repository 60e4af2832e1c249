import { StoppedError } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import { MODELS } from '../models/index.ts'
import { type Loaded, load } from '../pipeline/load.ts'
import { tooManyRejects } from '../pipeline/rejects.ts'
import { buildAll, closeMarkets, writeLedger } from '../pipeline/sync.ts'
import { turns } from '../pipeline/turns.ts'
import { VENUES } from '../venues/index.ts'
import { driftText, retriedText } from './drift.ts'
import type { Effects } from './effects.ts'
import { withLog } from './log.ts'
import { count } from './progress.ts'
import { Workspace, type WorkspaceOptions } from './workspace.ts'

export type LoadOptions = {
  readonly rebuild?: boolean
  readonly dryRun?: boolean
  readonly json?: boolean
  /** URL of another warehouse to fill from the lake. */
  readonly into?: string
}

/** Loads everything that waits in bronze, then builds and publishes. Gives the exit code. */
export function runLoad(effects: Effects, options: LoadOptions): Promise<number> {
  const { into } = options
  const work = async (workspace: Workspace, emit: (event: RunEvent) => void) => {
    const { silver, warehouse } = workspace
    if (options.dryRun === true) return showWaiting(effects, workspace, options)
    if (options.rebuild === true) await warehouse.clear(silver)
    const { total, refusals } = await loadWaiting(workspace, effects, emit)
    await complete(workspace, effects, emit)
    if (into === undefined) await publish(workspace)
    if (options.json === true) effects.out(`${JSON.stringify({ type: 'summary', ...total })}\n`)
    effects.err(
      `Loaded ${count(total.records)} records from ${count(total.files)} bronze files: ${count(total.rows)} rows, ${count(total.rejects)} rejects.\n`,
    )
    for (const refusal of refusals) effects.err(`failed: ${refusal}\n`)
    return refusals.length > 0 ? 1 : 0
  }
  return inWorkspace(effects, work, { into })
}

/** Brings everything that bronze holds and silver does not into silver, of all venues, in the order in which it came. */
export async function loadWaiting(
  workspace: Workspace,
  effects: Effects,
  emit: (event: RunEvent) => void,
): Promise<{ total: Loaded; refusals: string[] }> {
  const { silver, warehouse, lake } = workspace
  const context = { lake, warehouse, connection: silver, emit, trace: lake.trace, signal: effects.stop }
  const total = { files: 0, records: 0, rows: 0, rejects: 0 }
  const refusals: string[] = []
  for (const venue of VENUES) {
    const done = await warehouse.loaded(silver)
    const waiting = lake.catalog.list(venue.name).filter((file) => !done.has(file.path))
    // Every resource once more: one without files may have a new mapping.
    const all = [
      ...turns(venue.resources, waiting),
      ...venue.resources.map((resource) => ({ resource, files: undefined })),
    ]
    const sums = new Map(venue.resources.map((resource) => [resource, { files: 0, records: 0, rows: 0, rejects: 0 }]))
    for (const { resource, files } of all) {
      const { upsertBatch, mirror } = workspace.tuning({ venue, resource })
      const how = { ...context, upsertBatch, ...(mirror !== undefined && { mirror }) }
      const loaded = await load({ ...how, ...(files && { only: files }) }, venue, resource)
      for (const sum of [total, sums.get(resource)!])
        for (const figure of Object.keys(sum) as (keyof typeof sum)[]) sum[figure] += loaded[figure]
    }
    for (const [resource, sum] of sums) {
      const { rejectsThreshold } = workspace.tuning({ venue, resource })
      const refused = tooManyRejects(`${venue.name}/${resource.name}`, sum, rejectsThreshold)
      if (refused !== undefined) refusals.push(refused.message)
    }
  }
  return { total, refusals }
}

/** Builds what was touched and publishes. Gives the exit code. */
export function runBuild(effects: Effects, options: { json?: boolean }): Promise<number> {
  return inWorkspace(effects, async (workspace, emit) => {
    const built = await complete(workspace, effects, emit)
    await publish(workspace)
    if (options.json === true) effects.out(`${JSON.stringify({ type: 'summary', models: built })}\n`)
    effects.err(
      `Built ${Object.keys(built).length} models, ${workspace.warehouse.publish === undefined ? 'nothing to publish: readers ask the server' : 'published a snapshot'}.\n`,
    )
    return 0
  })
}

/** Opens the home for work that asks no venue by itself, with its log. */
export function inWorkspace<T>(
  effects: Effects,
  work: (workspace: Workspace, emit: (event: RunEvent) => void) => Promise<T>,
  options?: WorkspaceOptions,
): Promise<T> {
  const logged = (workspace: Workspace) =>
    withLog(workspace.lake.home, async (log) => {
      await workspace.alone()
      return work(workspace, (event) => {
        log.write(event)
        if (event.type === 'drift') effects.err(`${driftText(event)}\n`)
        if (event.type === 'retried') effects.err(`${retriedText(event)}\n`)
      })
    })
  return Workspace.use(effects, logged, options)
}

async function complete(
  { lake, warehouse, silver }: Workspace,
  effects: Effects,
  emit: (event: RunEvent) => void,
): Promise<Record<string, number>> {
  await closeMarkets({ lake, warehouse, silver }, VENUES)
  await writeLedger({ lake, warehouse, silver })
  const built: Record<string, number> = {}
  const note = (event: RunEvent) => {
    if (event.type === 'build') built[event.model] = event.rows
    emit(event)
  }
  await buildAll({ warehouse, silver, models: MODELS, emit: note, trace: lake.trace, stop: effects.stop })
  // Models that were left out would not fit to the rest of a snapshot.
  if (effects.stop.aborted) throw new StoppedError('Stopped. Run the same command again; it goes on from here.')
  return built
}

async function publish({ lake, warehouse, silver }: Workspace): Promise<void> {
  await warehouse.publish?.(silver, { home: lake.home, models: MODELS, trace: lake.trace })
}

async function showWaiting(
  effects: Effects,
  { lake, warehouse, silver }: Workspace,
  options: { json?: boolean },
): Promise<number> {
  const done = await warehouse.loaded(silver)
  const waiting = lake.catalog.list().filter((file) => !done.has(file.path))
  const records = waiting.reduce((sum, file) => sum + file.rows, 0)
  const text = `${count(waiting.length)} bronze files with ${count(records)} records wait to be loaded.\n`
  effects.out(options.json === true ? `${JSON.stringify({ files: waiting.length, records })}\n` : text)
  return 0
}

import { FullDiskError, OddslakeError, StoppedError, within } from '../core/errors.ts'
import type { Emit, RunEvent, Trace } from '../core/event.ts'
import { formatInstant } from '../core/instant.ts'
import type { Model } from '../core/model.ts'
import type { Io, Resource, Venue } from '../core/source.ts'
import { ledger } from '../core/tables/operations.ts'
import type { Wanted } from '../core/wanted.ts'
import type { Connection } from '../engine/connection.ts'
import type { Origin } from '../lake/catalog.ts'
import type { Lake } from '../lake/lake.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type LoadContext, type Loaded, load } from './load.ts'
import { type PullContext, type Pulled, pull } from './pull.ts'
import { tooManyRejects } from './rejects.ts'

export type SyncContext = {
  readonly run: string
  readonly lake: Lake
  readonly warehouse: Warehouse
  /** One conversation for bronze, one for the warehouse: they work at the same time. */
  readonly bronze: Connection
  readonly silver: Connection
  readonly models: readonly Model[]
  /** Stops after bronze. */
  readonly pullOnly: boolean
  readonly wanted: Wanted
  approve: PullContext['approve']
  /** Told when nothing is asked any more: the engine may take every core. */
  alone(): Promise<void>
  /** Given what the run has come to so far: readers see that as well. */
  publish(result: Result): Promise<void>
  readonly emit: Emit
  readonly trace: Trace
  /** Stops at once, with the state saved. */
  readonly stop: AbortSignal
  /** Ends the asking; what was received is still loaded and built. */
  readonly deadline: AbortSignal
}

/** What can be set for each resource. */
export type Tuning = Pick<PullContext, 'workers' | 'flushRecords' | 'flushMs'> &
  Pick<LoadContext, 'upsertBatch' | 'mirror'> & {
    /** Share of the records that may be rejects before the run counts as failed. */
    readonly rejectsThreshold: number
  }

export type Task = {
  readonly venue: Venue
  readonly io: Io
  readonly origin: Origin
  readonly resource: Resource
  readonly tuning: Tuning
}
export type Outcome = { venue: string; resource: string; pulled: Pulled; loaded: Loaded }
export type Result = { outcomes: Outcome[]; exitCode: number; failures: OddslakeError[] }

/** The whole line: pull and load each resource, then build what was touched, then publish. */
export async function sync(context: SyncContext, tasks: readonly Task[]): Promise<Result> {
  const result: Result = { outcomes: [], exitCode: 0, failures: [] }
  const ended = () => context.stop.aborted || result.failures.some((f) => f instanceof FullDiskError)
  for (const task of tasks) {
    if (!ended()) result.outcomes.push(await syncResource(context, task, result.failures))
  }
  if (!ended() && !context.pullOnly) {
    await finish(context, [...new Set(tasks.map((t) => t.venue))], result).catch((error) =>
      report(context, result.failures, { venue: '', resource: '', error }),
    )
  }
  result.exitCode = exitCodeOf(context, result)
  return result
}

function exitCodeOf({ stop, deadline }: SyncContext, { failures }: Result): number {
  return worst([...failures.map((f) => f.exitCode), stop.aborted || deadline.aborted ? 75 : 0])
}

type Failing = { readonly venue: string; readonly resource: string; readonly error: unknown }

/** Notes and tells a failure of the machine, the venue or the user; throws one that is our own. */
function report({ emit }: SyncContext, failures: OddslakeError[], { venue, resource, error }: Failing): void {
  // No failure: the run as a whole says that it was stopped.
  if (error instanceof StoppedError) return
  const failure = resource === '' ? error : within(`${venue}/${resource}`, error)
  if (!(failure instanceof OddslakeError)) throw failure
  failures.push(failure)
  emit({ type: 'failure', venue, resource, message: failure.message, exitCode: failure.exitCode })
}

/** Brings the ledger, the models and the snapshot up to date with silver. */
async function finish(context: SyncContext, venues: readonly Venue[], result: Result): Promise<void> {
  await context.alone()
  await closeMarkets(context, venues)
  await writeLedger(context)
  await buildAll(context)
  if (!context.stop.aborted) await context.publish({ ...result, exitCode: exitCodeOf(context, result) })
}

/** Closes markets by the clock where the venue's records do not say that trading has ended. */
export async function closeMarkets(
  { lake, warehouse, silver }: Pick<SyncContext, 'lake' | 'warehouse' | 'silver'>,
  venues: readonly Venue[],
): Promise<void> {
  for (const { name, closesByClock = false } of venues) {
    const clock = closesByClock ? lake.clock(lake.catalog.list(name)) : undefined
    if (clock !== undefined) await warehouse.closeMarkets(silver, name, clock)
  }
}

/** Recomputes what was touched in each model. */
export async function buildAll({
  models,
  warehouse,
  silver,
  emit,
  trace,
  stop,
}: Pick<SyncContext, 'models' | 'warehouse' | 'silver' | 'emit' | 'trace' | 'stop'>): Promise<void> {
  for (const model of models) {
    if (stop.aborted) return
    trace('build')
    const started = performance.now()
    const rows = await warehouse.build(silver, model)
    if (rows > 0) emit({ type: 'build', model: model.name, rows, milliseconds: performance.now() - started })
  }
}

/** Records that are waiting in bronze before they are loaded while the pull goes on. */
const LOAD_EVERY = 250_000

/** Pulls a resource, and loads what has been committed meanwhile: both steps are one after the other for each record. */
async function syncResource(context: SyncContext, task: Task, failures: OddslakeError[]): Promise<Outcome> {
  const { emit } = context
  const { venue, resource, tuning } = task
  const outcome: Outcome = {
    venue: venue.name,
    resource: resource.name,
    pulled: nothingPulled(),
    loaded: nothingLoaded(),
  }
  const failed = (error: unknown) => report(context, failures, { venue: venue.name, resource: resource.name, error })
  const stage = async (name: 'pull' | 'load', work: () => Promise<void>) => {
    const started = performance.now()
    await work().catch(failed)
    const milliseconds = performance.now() - started
    emit({ type: 'stage', stage: name, venue: venue.name, resource: resource.name, milliseconds })
  }
  const loadMore = async () => {
    const loading = { ...context, ...tuning, connection: context.silver, signal: context.stop }
    const more = await load(loading, venue, resource)
    for (const figure of Object.keys(more) as (keyof Loaded)[]) outcome.loaded[figure] += more[figure]
  }
  const waiting = new Waiting()
  const pulling = stage('pull', async () => {
    const heard = (event: RunEvent) => {
      emit(event)
      if (event.type === 'commit') waiting.add(event.rows)
    }
    outcome.pulled = await pull({ ...pullContext(context, task), emit: heard }, venue, resource)
    outcome.pulled.failures.forEach(failed)
  }).finally(() => waiting.end())
  if (!context.pullOnly) while (await waiting.reaches(LOAD_EVERY)) await stage('load', loadMore)
  await pulling
  if (!context.stop.aborted && !context.pullOnly) await stage('load', loadMore)
  const refused = tooManyRejects(`${venue.name}/${resource.name}`, outcome.loaded, tuning.rejectsThreshold)
  if (refused !== undefined) failed(refused)
  return outcome
}

/** Counts records that were committed and not loaded, and wakes the loader when there are enough. */
class Waiting {
  #records = 0
  #ended = false
  #wake: (() => void) | undefined

  add(records: number): void {
    this.#records += records
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** Resolves to true when that many wait (and forgets them), to false when no more will come. */
  async reaches(records: number): Promise<boolean> {
    while (!this.#ended && this.#records < records) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    this.#records = 0
    return !this.#ended
  }
}

function pullContext(context: SyncContext, { io, origin, tuning }: Task): PullContext {
  return {
    ...context,
    ...tuning,
    connection: context.bronze,
    io,
    origin,
    signal: AbortSignal.any([context.stop, context.deadline]),
  }
}

/** The ledger as a table: read from bronze, where it is kept. */
export async function writeLedger({
  lake,
  warehouse,
  silver,
}: Pick<SyncContext, 'lake' | 'warehouse' | 'silver'>): Promise<void> {
  const pairs = new Map(lake.catalog.list().map((f) => [`${f.venue}/${f.resource}`, f]))
  const rows = [...pairs.values()].flatMap(({ venue, resource }) =>
    lake.progress(venue, resource).map((p) => ({
      venue,
      resource,
      slice: p.slice,
      state: p.state,
      rows: p.rows,
      first_key: p.firstKey ?? null,
      last_key: p.lastKey ?? null,
      proof: p.proof ?? null,
      covers_from: p.span === undefined ? null : formatInstant(p.span.from),
      covers_to: p.span === undefined ? null : formatInstant(p.span.to),
      updated_at: formatInstant(p.updatedAt),
    })),
  )
  const shape =
    '[{"venue":"VARCHAR","resource":"VARCHAR","slice":"VARCHAR","state":"VARCHAR","rows":"BIGINT","first_key":"VARCHAR","last_key":"VARCHAR","proof":"VARCHAR","covers_from":"TIMESTAMPTZ","covers_to":"TIMESTAMPTZ","updated_at":"TIMESTAMPTZ"}]'
  await silver.run(
    `create or replace temp table ledger_now as select unnest(from_json($rows, '${shape}'), recursive := true)`,
    { rows: JSON.stringify(rows) },
  )
  await warehouse.replace(silver, ledger, 'ledger_now')
}

/** The exit code of several: the user's mistake first, then failure, then "try again later". */
export function worst(codes: readonly number[]): number {
  return [2, 1, 75].find((code) => codes.includes(code)) ?? 0
}

function nothingLoaded(): Loaded {
  return { files: 0, records: 0, rows: 0, rejects: 0 }
}

function nothingPulled(): Pulled {
  return { records: 0, rows: 0, duplicates: 0, bytes: 0, failures: [] }
}

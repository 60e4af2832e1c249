import { OddslakeError, PayloadError, StoppedError, within } from '../core/errors.ts'
import type { Emit, Trace } from '../core/event.ts'
import { type Micros, shortInstant } from '../core/instant.ts'
import type { Io, Page, Plan, PlanContext, Resource, Slice, SliceProgress, Venue } from '../core/source.ts'
import type { Wanted } from '../core/wanted.ts'
import type { Connection } from '../engine/connection.ts'
import type { Origin } from '../lake/catalog.ts'
import type { Committed } from '../lake/commit.ts'
import type { Lake } from '../lake/lake.ts'
import { Writer } from '../lake/writer.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { Budget } from './budget.ts'
import { knownOf } from './known.ts'
import { toSplit, type Walking } from './splitting.ts'

export type PullContext = {
  readonly lake: Lake
  readonly warehouse: Warehouse
  readonly connection: Connection
  readonly io: Io
  readonly origin: Origin
  readonly run: string
  readonly wanted: Wanted
  /** Slices walked at the same time: enough to hide the venue's latency. */
  readonly workers: number
  /** Asked once per plan, before anything is sent: whether to go on. */
  approve(plan: { venue: string; resource: string; expected: number; note: string }): Promise<boolean>
  readonly flushRecords: number
  readonly flushMs: number
  readonly emit: Emit
  readonly trace: Trace
  readonly signal: AbortSignal
}

export type Pulled = { records: number; rows: number; duplicates: number; bytes: number; failures: OddslakeError[] }

/** What a resource would be asked now; sends at most the few requests that the plan itself depends on. */
export async function planResource(context: PullContext, venue: Venue, resource: Resource, phase = 0): Promise<Plan> {
  const { lake, io, wanted } = context
  const planContext: PlanContext = {
    phase,
    now: await io.now(),
    ...wanted,
    earliest: lake.earliest(venue.name, resource.name),
    progress: lake.progress(venue.name, resource.name).map((p) => (wanted.fresh ? begunAnew(p) : p)),
    io,
    known: knownOf(context, venue.name),
  }
  const plan = await resource.plan(planContext)
  const { most, pages } = new Budget(resource, wanted)
  if (most === Infinity) return plan
  const { requests, expected = requests, note } = plan
  return {
    ...plan,
    requests: Math.min(requests, pages),
    expected: Math.min(expected, pages),
    note: [`stops after ${most} records`, note].filter((part) => part !== '').join('; '),
  }
}

/** Not where its walk stood, and not what that proved: it begins anew. */
function begunAnew(progress: SliceProgress): SliceProgress {
  if (progress.state !== 'partial') return progress
  return { ...progress, state: 'planned', cursor: undefined, reached: undefined }
}

/** Asks the venue for what is wanted and not covered, and keeps every record exactly as received. */
export async function pull(context: PullContext, venue: Venue, resource: Resource): Promise<Pulled> {
  const pulled: Pulled = { records: 0, rows: 0, duplicates: 0, bytes: 0, failures: [] }
  const asked = new Set<string>()
  const budget = new Budget(resource, context.wanted)
  for (let phase = 0; ; phase++) {
    const plan = await planResource(context, venue, resource, phase)
    const slices = plan.slices.filter((slice) => !asked.has(slice.name))
    for (const slice of slices) asked.add(slice.name)
    const { requests, expected = requests, note } = plan
    context.emit({
      type: 'plan',
      venue: venue.name,
      resource: resource.name,
      slices: slices.length,
      requests,
      expected,
      note,
    })
    if (!(await context.approve({ venue: venue.name, resource: resource.name, expected, note }))) return pulled
    const task = { venue, resource, slices, earliest: plan.earliest, pulled, budget }
    if (plan.slices.length === 0 && note !== '') tell(context, task, `there is nothing to ask: ${note}.`)
    const left = slices.length > 0 ? await walkAll(context, task) : 0
    if (left > 0 && pulled.failures.length === 0 && !context.signal.aborted) {
      tell(context, task, `stopped after ${pulled.records} records, as asked; the next sync goes on from there.`)
      return pulled
    }
    if (plan.more !== true || pulled.failures.length > 0 || context.signal.aborted) return pulled
  }
}

function tell({ emit }: PullContext, { venue, resource }: Task, text: string): void {
  const place = { venue: venue.name, resource: resource.name }
  emit({ type: 'warning', ...place, message: `${place.venue}/${place.resource}: ${text}` })
}

type Task = {
  readonly venue: Venue
  readonly resource: Resource
  readonly slices: readonly Slice[]
  readonly earliest: Micros | undefined
  readonly pulled: Pulled
  readonly budget: Budget
}

/** Gives the number of slices that are left. */
async function walkAll(context: PullContext, task: Task): Promise<number> {
  const { venue, resource, earliest, pulled } = task
  const { emit } = context
  const writer = new Writer(context.lake, context.connection, {
    venue: venue.name,
    resource,
    run: context.run,
    origin: context.origin,
    earliest,
    flushRecords: context.flushRecords,
    flushMs: context.flushMs,
    onCommit(committed) {
      add(pulled, committed)
      const { file, rows, duplicates, bytes } = committed
      emit({ type: 'commit', venue: venue.name, resource: resource.name, file: file.path, rows, duplicates, bytes })
    },
  })
  const crew = new Crew(context, task, writer)
  await Promise.all(Array.from({ length: context.workers }, () => crew.work()))
  // One that has a cursor is in the ledger already.
  const planned = crew.waiting.filter((slice) => slice.cursor === undefined)
  await writer.close(planned).catch((error) => {
    fail(pulled, `${venue.name}/${resource.name}`, error)
  })
  return crew.waiting.length
}

/**
 * Adds a failure to the others of its resource. What stops everything (a full disk, no network) is met by each worker
 * and told once.
 */
function fail(pulled: Pulled, place: string, error: unknown): void {
  if (error instanceof StoppedError || pulled.failures.some((known) => known === error)) return
  if (!(error instanceof OddslakeError)) throw within(place, error)
  const known = stopsAll(error) && pulled.failures.some((f) => stopsAll(f) && f.exitCode === error.exitCode)
  if (!known) pulled.failures.push(within(place, error))
}

/** The workers of one resource: each takes the next slice; one without work takes half of the longest one being walked. */
class Crew {
  readonly waiting: Slice[]
  readonly #context: PullContext
  readonly #task: Task
  readonly #writer: Writer
  readonly #walking = new Set<Walking>()
  #wake: (() => void)[] = []

  constructor(context: PullContext, task: Task, writer: Writer) {
    this.#context = context
    this.#task = task
    this.#writer = writer
    this.waiting = [...task.slices]
  }

  async work(): Promise<void> {
    const { signal } = this.#context
    const { pulled, budget } = this.#task
    for (;;) {
      if (signal.aborted || pulled.failures.some(stopsAll) || !budget.take()) return
      const slice = this.waiting.shift() ?? this.#half()
      if (slice !== undefined) await this.#walk(slice)
      else {
        budget.settle(0)
        if (this.#walking.size === 0) return
        await new Promise<void>((resolve) => this.#wake.push(resolve))
      }
    }
  }

  #half(): Slice | undefined {
    const { resource } = this.#task
    const found = resource.split === undefined ? undefined : toSplit(this.#walking)
    if (found === undefined) return undefined
    const lower = resource.split!(found.slice, found.at)
    found.slice.span = { from: found.at, to: found.slice.span!.to }
    return lower
  }

  async #walk(given: Slice): Promise<void> {
    const { venue, resource, pulled, budget } = this.#task
    const chunk = budget.page < resource.pageCap ? { chunk: budget.page } : {}
    const walking: Walking = { slice: { ...given, ...chunk, atOnce: this.#context.workers }, pages: 0 }
    this.#walking.add(walking)
    try {
      await this.#pages(walking)
    } catch (error) {
      fail(pulled, `${venue.name}/${resource.name} ${given.name}`, error)
    } finally {
      this.#walking.delete(walking)
      this.#rouse()
    }
  }

  /** Walks on while the budget lasts; what is left then waits, with its cursor. */
  async #pages(walking: Walking): Promise<void> {
    const { venue, resource, budget } = this.#task
    const { io, signal } = this.#context
    const { slice } = walking
    let onTheWay = true
    try {
      for await (const page of resource.pages(slice, io, knownOf(this.#context, venue.name))) {
        await this.#writer.add(slice, page)
        budget.settle(this.#note(walking, page))
        onTheWay = false
        if (signal.aborted) throw new StoppedError('stopped')
        this.#rouse()
        if (page.cursor === undefined) continue
        onTheWay = budget.take()
        if (onTheWay) continue
        this.waiting.unshift({ ...slice, cursor: page.cursor })
        return
      }
    } finally {
      if (onTheWay) budget.settle(0)
    }
  }

  /** Gives the number of records. */
  #note(walking: Walking, page: Page): number {
    const { venue, resource, pulled } = this.#task
    const { emit } = this.#context
    const { slice } = walking
    const records = page.answer.ranges.length / 2
    if (records > 0) slice.begun = true
    slice.at = page.reached
    walking.pages++
    pulled.records += records
    const place = { venue: venue.name, resource: resource.name, slice: slice.name }
    emit({
      type: 'page',
      ...place,
      records,
      reached: page.reached === undefined ? null : shortInstant(page.reached),
    })
    if (page.figures !== undefined) emit({ type: 'batch', ...place, figures: page.figures })
    if (page.cursor === undefined) {
      const state = page.suspect !== undefined ? 'suspect' : slice.begun === true ? 'complete' : 'empty-confirmed'
      emit({ type: 'slice', ...place, state, proof: page.suspect ?? page.proof ?? null })
      if (page.suspect !== undefined)
        tell(
          this.#context,
          this.#task,
          `${slice.name} is suspect: ${page.suspect}. Next: oddslake verify ${venue.name}/${resource.name}`,
        )
    }
    return records
  }

  #rouse(): void {
    const sleepers = this.#wake
    this.#wake = []
    for (const wake of sleepers) wake()
  }
}

/** A slice with a broken answer does not stop the others; a venue that cannot be reached, or a full disk, does. */
function stopsAll(failure: OddslakeError): boolean {
  return !(failure instanceof PayloadError)
}

function add(pulled: Pulled, { rows, duplicates, bytes }: Committed): void {
  pulled.rows += rows
  pulled.duplicates += duplicates
  pulled.bytes += bytes
}

import { OddslakeError, PayloadError, StoppedError, within } from '../core/errors.ts'
import type { Emit, Trace } from '../core/event.ts'
import { type Micros, shortInstant } from '../core/instant.ts'
import type { Io, Plan, PlanContext, Resource, Slice, Venue } from '../core/source.ts'
import type { Connection } from '../engine/connection.ts'
import type { Origin } from '../lake/catalog.ts'
import type { Committed } from '../lake/commit.ts'
import type { Lake } from '../lake/lake.ts'
import { Writer } from '../lake/writer.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { knownOf } from './known.ts'
import { toSplit, type Walking } from './splitting.ts'

export type Wanted = {
  readonly since: Micros | undefined
  readonly until: Micros | undefined
  readonly full: boolean
  readonly markets: readonly string[]
}

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
    progress: lake.progress(venue.name, resource.name),
    io,
    known: knownOf(context, venue.name),
  }
  return resource.plan(planContext)
}

/** Asks the venue for what is wanted and not covered, and keeps every record exactly as received. */
export async function pull(context: PullContext, venue: Venue, resource: Resource): Promise<Pulled> {
  const pulled: Pulled = { records: 0, rows: 0, duplicates: 0, bytes: 0, failures: [] }
  const asked = new Set<string>()
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
    if (slices.length > 0) await walkAll(context, { venue, resource, slices, earliest: plan.earliest, pulled })
    if (plan.more !== true || pulled.failures.length > 0 || context.signal.aborted) return pulled
  }
}

type Task = {
  readonly venue: Venue
  readonly resource: Resource
  readonly slices: readonly Slice[]
  readonly earliest: Micros | undefined
  readonly pulled: Pulled
}

async function walkAll(context: PullContext, task: Task): Promise<void> {
  const { venue, resource, earliest, pulled } = task
  const { emit, signal } = context
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
  const unfinished = signal.aborted || pulled.failures.length > 0
  await writer.close(unfinished ? crew.waiting : []).catch((error) => {
    fail(pulled, `${venue.name}/${resource.name}`, error)
  })
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
    for (;;) {
      if (signal.aborted || this.#task.pulled.failures.some(stopsAll)) return
      const slice = this.waiting.shift() ?? this.#half()
      if (slice !== undefined) await this.#walk(slice)
      else if (this.#walking.size === 0) return
      else await new Promise<void>((resolve) => this.#wake.push(resolve))
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
    const { venue, resource, pulled } = this.#task
    const walking: Walking = { slice: { ...given }, pages: 0 }
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

  async #pages(walking: Walking): Promise<void> {
    const { venue, resource, pulled } = this.#task
    const { io, emit, signal } = this.#context
    const { slice } = walking
    for await (const page of resource.pages(slice, io, knownOf(this.#context, venue.name))) {
      await this.#writer.add(slice, page)
      const records = page.answer.ranges.length / 2
      if (records > 0) slice.begun = true
      slice.at = page.reached
      walking.pages++
      pulled.records += records
      const reached = page.reached === undefined ? null : shortInstant(page.reached)
      emit({ type: 'page', venue: venue.name, resource: resource.name, slice: slice.name, records, reached })
      if (page.cursor === undefined) {
        const state = page.suspect !== undefined ? 'suspect' : slice.begun === true ? 'complete' : 'empty-confirmed'
        emit({
          type: 'slice',
          venue: venue.name,
          resource: resource.name,
          slice: slice.name,
          state,
          proof: page.suspect ?? page.proof ?? null,
        })
      }
      if (signal.aborted) throw new StoppedError('stopped')
      this.#rouse()
    }
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

import { OddslakeError } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import { formatDuration, formatInstant } from '../core/instant.ts'
import { rateOf } from '../core/source.ts'
import { runs } from '../core/tables/operations.ts'
import type { Wanted } from '../core/wanted.ts'
import { runId } from '../lake/names.ts'
import { MODELS } from '../models/index.ts'
import { planResource } from '../pipeline/pull.ts'
import { type Result, type SyncContext, sync, type Task, worst } from '../pipeline/sync.ts'
import type { Effects } from './effects.ts'
import { withLog } from './log.ts'
import { plural } from './progress.ts'
import { loadWaiting } from './reload.ts'
import { createScreen, type Screen } from './screen.ts'
import { reachable, type Selected } from './selection.ts'
import { summary } from './summary.ts'
import { type WantedOptions, wantedBy, whoIsAsked } from './wanted.ts'
import { Workspace } from './workspace.ts'

export type SyncOptions = WantedOptions & {
  timeout?: number
  dryRun?: boolean
  yes?: boolean
  json?: boolean
  verbose?: boolean
  /** No venue was named: those that cannot be asked are left out. */
  anywhere?: boolean
  /** Stops after that step. */
  only?: 'pull'
}

/** A plan that takes longer than this says so first, and asks in a terminal. */
const LONG_PLAN_MINUTES = 10

/** Runs the line, or its first step, over the selected resources. Gives the exit code. */
export async function runLine(effects: Effects, named: readonly Selected[], options: SyncOptions): Promise<number> {
  const wanted = wantedBy(options)
  const asked = whoIsAsked(named, wanted)
  return Workspace.use(effects, (workspace) =>
    withLog(workspace.lake.home, async (log) => {
      const { selected, notes } =
        options.anywhere === true
          ? reachable(asked.selected, workspace.config)
          : { selected: asked.selected, notes: [] }
      const rates = new Map(selected.map((s) => [nameOf(s), rateOf(workspace.config.limit(s.venue, s.resource))]))
      const screen = createScreen(effects, {
        json: options.json === true,
        verbose: options.verbose === true,
        rates,
      })
      const emit = (event: RunEvent) => {
        log.write(event)
        screen.show(event)
      }
      for (const message of [...asked.notes, ...notes]) emit({ type: 'warning', venue: '', resource: '', message })
      const line = new Line(workspace, { effects, selected, options, wanted, rates, emit })
      const working = options.dryRun === true ? line.plan() : line.run(screen)
      return working.catch((error: unknown) => {
        // Bars hide the terminal's cursor.
        screen.close()
        throw error
      })
    }),
  )
}

type Setup = {
  effects: Effects
  selected: readonly Selected[]
  options: SyncOptions
  wanted: Wanted
  /** Requests a second that each resource's limit allows. */
  rates: ReadonlyMap<string, number>
  emit: (event: RunEvent) => void
}

class Line {
  readonly #workspace: Workspace
  readonly #setup: Setup
  readonly #id = runId()
  readonly #deadline: AbortSignal
  /** How many requests the run has sent. */
  #requests = () => 0
  /** Requests sent while a plan is made. */
  #planning: string[] = []

  constructor(workspace: Workspace, setup: Setup) {
    this.#workspace = workspace
    this.#setup = setup
    const { timeout } = setup.options
    this.#deadline = timeout === undefined ? new AbortController().signal : AbortSignal.timeout(timeout * 1000)
  }

  /** `--dry-run`: what would be asked. A plan itself may need a request or two; the run sends those as well. */
  async plan(): Promise<number> {
    const { selected, effects, options } = this.#setup
    for (const { venue, resource } of selected) {
      this.#planning = []
      const { io, origin, tuning } = this.#task({ venue, resource })
      const context = {
        ...this.#context(),
        ...tuning,
        connection: this.#workspace.bronze,
        io,
        origin,
        signal: effects.stop,
      }
      const { slices, requests, expected = requests, note } = await planResource(context, venue, resource)
      const planning = this.#planning
      const minutes = this.#minutes({ venue: venue.name, resource: resource.name }, expected + planning.length)
      const plan: PlannedResource = {
        venue: venue.name,
        resource: resource.name,
        requests: requests + planning.length,
        expected: expected + planning.length,
        minutes: Number(minutes.toFixed(2)),
        note,
        planning,
        slices: slices.map((s) => s.name),
      }
      effects.out(options.json === true ? `${JSON.stringify(plan)}\n` : planText(plan))
    }
    return 0
  }

  async run(screen: Screen): Promise<number> {
    const { selected, options, effects } = this.#setup
    const started = performance.now()
    this.#requests = () => screen.requests()
    const context = this.#context()
    await this.#note({ started: true })
    const tasks = selected.map((place) => this.#task(place))
    if (!context.pullOnly) await this.#catchUp()
    const result = await sync(context, tasks)
    await this.#settle(result, () => this.#note({ result, requests: this.#requests() }))
    await this.#settle(result, () => this.#workspace.close())
    screen.close()
    const text = summary(result, {
      milliseconds: performance.now() - started,
      stopped: effects.stop.aborted || this.#deadline.aborted,
    })
    if (options.json === true)
      effects.out(`${JSON.stringify({ type: 'summary', exitCode: result.exitCode, ...text.figures })}\n`)
    effects.err(`${text.lines.join('\n')}\n`)
    return result.exitCode
  }

  /** Loads what waits of resources that this run does not ask for: pulled earlier, or written by another version. */
  async #catchUp(): Promise<void> {
    const { lake, warehouse, silver } = this.#workspace
    const done = await warehouse.loaded(silver)
    const asked = new Set(this.#setup.selected.map(({ venue, resource }) => `${venue.name}/${resource.name}`))
    const waits = lake.catalog.list().some((f) => !done.has(f.path) && !asked.has(`${f.venue}/${f.resource}`))
    if (waits) await loadWaiting(this.#workspace, this.#setup.effects, this.#setup.emit)
  }

  /** Ends the run in the home. A disk that is found full only now counts; one that was full before is not told again. */
  async #settle(result: Result, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof OddslakeError)) throw error
      if (result.failures.some((known) => known.constructor === error.constructor)) return
      result.failures.push(error)
      result.exitCode = worst(result.failures.map((f) => f.exitCode))
      this.#setup.emit({ type: 'failure', venue: '', resource: '', message: error.message, exitCode: error.exitCode })
    }
  }

  #task(place: Selected): Task {
    const signal = AbortSignal.any([this.#setup.effects.stop, this.#deadline])
    const io = this.#workspace.io(place, signal, (event) => {
      if (event.type === 'request') this.#planning.push(event.request)
      this.#setup.emit(event)
    })
    return { ...place, io, origin: this.#workspace.origin(place.venue), tuning: this.#workspace.tuning(place) }
  }

  #context(): SyncContext {
    const { lake, warehouse, bronze, silver } = this.#workspace
    const { effects, emit, options } = this.#setup
    return {
      run: this.#id,
      lake,
      warehouse,
      bronze,
      silver,
      models: MODELS,
      wanted: this.#setup.wanted,
      pullOnly: options.only === 'pull',
      approve: (plan) => this.#approve(plan),
      alone: () => this.#workspace.alone(),
      publish: async (result) => {
        // Readers are to see how this run ended: only a failure from here on is told later.
        await this.#note({ result, requests: this.#requests() })
        const begun = performance.now()
        const published = await warehouse.publish?.(silver, { home: lake.home, models: MODELS, trace: lake.trace })
        if (published !== undefined) emit({ type: 'publish', ...published, milliseconds: performance.now() - begun })
      },
      emit,
      trace: lake.trace,
      stop: effects.stop,
      deadline: this.#deadline,
    }
  }

  #minutes({ venue, resource }: { venue: string; resource: string }, requests: number): number {
    return requests / this.#setup.rates.get(`${venue}/${resource}`)! / 60
  }

  async #approve({
    venue,
    resource,
    expected,
    note,
  }: {
    venue: string
    resource: string
    expected: number
    note: string
  }): Promise<boolean> {
    const { effects, options, emit } = this.#setup
    const minutes = this.#minutes({ venue, resource }, expected)
    if (minutes <= LONG_PLAN_MINUTES) return true
    const message = `${venue}/${resource} will take about ${formatDuration(minutes * 60_000)} of the venue's limit: ${expected} requests${note === '' ? '' : `, ${note}`}.`
    if (effects.terminal === undefined || options.yes === true) {
      emit({
        type: 'warning',
        venue,
        resource,
        message: `${message} It can be stopped at any time and goes on where it was.`,
      })
      return true
    }
    return effects.ask(`${message} Go on?`)
  }

  async #note({ result, requests }: { started?: boolean; result?: Result; requests?: number }): Promise<void> {
    const { silver, warehouse } = this.#workspace
    const sum = (pick: (o: Result['outcomes'][number]) => number) =>
      (result?.outcomes ?? []).reduce((total, o) => total + pick(o), 0)
    const now = formatInstant(Date.now() * 1000)
    this.#startedAt ??= now
    await warehouse.record(silver, runs, {
      run_id: this.#id,
      command: `${this.#setup.options.only ?? 'sync'} ${this.#setup.selected.map(nameOf).join(' ')}`,
      started_at: this.#startedAt,
      ended_at: result === undefined ? null : now,
      exit_code: result?.exitCode ?? null,
      requests: requests ?? 0,
      records: sum((o) => o.pulled.records),
      rows: sum((o) => o.loaded.rows),
      duplicates: sum((o) => o.pulled.duplicates),
      rejects: sum((o) => o.loaded.rejects),
      message: result?.failures[0]?.message ?? null,
    })
  }

  #startedAt: string | undefined
}

function nameOf({ venue, resource }: Selected): string {
  return `${venue.name}/${resource.name}`
}

type PlannedResource = {
  venue: string
  resource: string
  /** Least number of requests, with those of the planning. */
  requests: number
  expected: number
  minutes: number
  note: string
  planning: string[]
  slices: string[]
}

function planText(plan: PlannedResource): string {
  const cost =
    plan.expected > plan.requests
      ? `at least ${plan.requests}, about ${plan.expected} requests`
      : plural(plan.requests, 'request')
  const planning = plan.planning.map((request) => `    ${request} (to plan)\n`)
  const shown = plan.slices.slice(0, 10).map((slice) => `    ${slice}\n`)
  const more = plan.slices.length > 10 ? `    … and ${plan.slices.length - 10} more slices\n` : ''
  const note = plan.note === '' ? '' : ` (${plan.note})`
  return `${plan.venue}/${plan.resource}: ${cost}, ${plan.minutes} min of the limit${note}\n${planning.join('')}${shown.join('')}${more}`
}

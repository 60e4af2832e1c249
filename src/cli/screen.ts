import { MultiBar, type SingleBar } from 'cli-progress'
import type { RunEvent } from '../core/event.ts'
import { formatDuration } from '../core/instant.ts'
import { driftText, retriedText } from './drift.ts'
import type { Effects } from './effects.ts'
import { count, Progress, plural } from './progress.ts'

export type Screen = {
  show(event: RunEvent): void
  /** Requests seen so far. */
  requests(): number
  close(): void
}

export type ScreenOptions = {
  readonly json: boolean
  readonly verbose: boolean
  /** Requests a second that each resource's limit allows. */
  readonly rates: ReadonlyMap<string, number>
}

/** Without a terminal, a line of progress this often. */
const LINE_EVERY_MS = 5_000

/** So many failures of a resource are told; a venue that changed its answers fails alike in every slice. */
const FAILURES_SHOWN = 3

/** Shows what happens: bars in a terminal, plain lines elsewhere, JSON lines on stdout when asked. */
export function createScreen(effects: Effects, options: ScreenOptions): Screen {
  const lines =
    effects.terminal === undefined ? new Lines(effects) : new Bars(effects.terminal, effects.env.NO_COLOR !== undefined)
  const running = new Map<string, Progress>()
  const failures = new Map<string, number>()
  let requests = 0
  return {
    show(event) {
      if (options.json) effects.out(`${JSON.stringify(event)}\n`)
      if (event.type === 'request') requests++
      const name = 'resource' in event && event.resource !== '' ? `${event.venue}/${event.resource}` : ''
      if (event.type === 'failure') failures.set(name, (failures.get(name) ?? 0) + 1)
      const text =
        (failures.get(name) ?? 0) > FAILURES_SHOWN && event.type === 'failure'
          ? undefined
          : sentence(event, options.verbose)
      if (text !== undefined) lines.say(text)
      if (!('resource' in event) || name === '') return
      const progress = running.get(name) ?? new Progress(name, options.rates.get(name) ?? 0, performance.now())
      running.set(name, progress)
      progress.take(event)
      if (event.type === 'page' || event.type === 'slice') lines.progress(progress)
      if (event.type !== 'stage' || event.stage !== 'pull') return
      const untold = (failures.get(name) ?? 0) - FAILURES_SHOWN
      if (untold > 0)
        lines.say(`failed: ${name}: ${count(untold)} more like these; logs/oddslake.log in the home tells them all`)
      lines.finished(progress, event.milliseconds)
    },
    requests: () => requests,
    close: () => lines.close(),
  }
}

/** What is worth a line of its own. */
function sentence(event: RunEvent, verbose: boolean): string | undefined {
  switch (event.type) {
    case 'failure':
      return `failed: ${event.message}`
    case 'warning':
      return event.message
    case 'drift':
      return driftText(event)
    case 'retried':
      return retriedText(event)
    case 'retry':
      return verbose ? `${event.request}: ${event.reason}; trying again in ${formatDuration(event.waitMs)}` : undefined
    case 'request':
      return verbose
        ? `${event.request}: ${event.status}, ${count(event.bytes)} bytes in ${Math.round(event.milliseconds)} ms`
        : undefined
    case 'stage':
      return event.stage === 'load' && event.milliseconds > 2000
        ? `${event.venue}/${event.resource}: loaded in ${formatDuration(event.milliseconds)}`
        : undefined
    case 'build':
      return event.milliseconds > 2000 || verbose
        ? `${event.model}: ${count(event.rows)} rows built in ${formatDuration(event.milliseconds)}`
        : undefined
    default:
      return undefined
  }
}

type Output = {
  say(text: string): void
  progress(progress: Progress): void
  finished(progress: Progress, milliseconds: number): void
  close(): void
}

/** For logs and pipes: a line now and then, and one when a resource is done. */
class Lines implements Output {
  readonly #effects: Effects
  #last = performance.now()

  constructor(effects: Effects) {
    this.#effects = effects
  }

  say(text: string): void {
    this.#effects.err(`${text}\n`)
  }

  progress(progress: Progress): void {
    const now = performance.now()
    if (now - this.#last < LINE_EVERY_MS) return
    this.#last = now
    this.say(`${progress.name}: ${progress.done} of ${progress.slices} slices · ${progress.text(now)}`)
  }

  finished(progress: Progress, milliseconds: number): void {
    this.say(
      `${progress.name}: ${plural(progress.records, 'record')} in ${plural(progress.requests, 'request')}, ${formatDuration(milliseconds)}`,
    )
  }

  close(): void {}
}

/** For people: one bar per resource, redrawn in place. */
class Bars implements Output {
  readonly #multi: MultiBar
  readonly #bars = new Map<string, SingleBar>()

  constructor(stream: NodeJS.WriteStream, plain: boolean) {
    const bar = plain ? '{bar}' : '\u001b[36m{bar}\u001b[0m'
    this.#multi = new MultiBar({
      stream,
      format: `{name} ${bar} {percentage}% · {text}`,
      barsize: 16,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      hideCursor: true,
      clearOnComplete: false,
      forceRedraw: true,
      fps: 5,
    })
  }

  say(text: string): void {
    this.#multi.log(`${text}\n`)
  }

  progress(progress: Progress): void {
    this.#bar(progress).update(Math.round(progress.share() * 100), { text: progress.text(performance.now()) })
  }

  finished(progress: Progress, milliseconds: number): void {
    const text = `${plural(progress.records, 'record')} in ${plural(progress.requests, 'request')}, ${formatDuration(milliseconds)}`
    this.#bar(progress).update(100, { text })
  }

  close(): void {
    this.#multi.stop()
  }

  #bar(progress: Progress): SingleBar {
    const known = this.#bars.get(progress.name)
    if (known !== undefined) return known
    const bar = this.#multi.create(100, 0, { name: progress.name.padEnd(16), text: '' })
    this.#bars.set(progress.name, bar)
    return bar
  }
}

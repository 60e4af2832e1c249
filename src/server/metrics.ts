import { performance } from 'node:perf_hooks'
import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Published } from './published.ts'

/** Upper bounds of the histogram of times, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

type Times = { readonly counts: number[]; sum: number; count: number }

/** What was asked and how long it took, for Prometheus. */
export class Metrics {
  readonly #requests = new Map<string, number>()
  readonly #times = new Map<string, Times>()
  #open = 0

  /** Counts and times every request, by the route that answered it. */
  readonly watch: MiddlewareHandler = async (c, next) => {
    const started = performance.now()
    this.#open++
    try {
      await next()
    } finally {
      this.#open--
      const route = routePath(c, -1)
      const labels = `route="${route}",status="${c.res.status}"`
      this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1)
      this.#observe(route, (performance.now() - started) / 1000)
    }
  }

  /** The text that Prometheus reads. */
  text({ current, gate }: Published): string {
    const age = current === undefined ? Number.NaN : (Date.now() - Date.parse(current.publishedAt)) / 1000
    return [
      ...family('oddslake_http_requests_total', 'counter', 'Requests by route and status.', this.#requests),
      ...this.#histogram(),
      ...gauge('oddslake_http_requests_open', 'Requests that are being answered.', this.#open),
      ...gauge('oddslake_reads_running', 'Requests that read from the snapshot right now.', gate.working),
      ...gauge('oddslake_reads_waiting', 'Requests that wait for their turn to read.', gate.waiting),
      ...gauge('oddslake_snapshot_age_seconds', 'How long ago the snapshot was published.', age),
      ...gauge('process_resident_memory_bytes', 'Memory of the process.', process.memoryUsage.rss()),
      '',
    ].join('\n')
  }

  #observe(route: string, seconds: number): void {
    const times = this.#times.get(route) ?? { counts: BOUNDS.map(() => 0), sum: 0, count: 0 }
    this.#times.set(route, times)
    BOUNDS.forEach((bound, i) => {
      if (seconds <= bound) times.counts[i]!++
    })
    times.sum += seconds
    times.count++
  }

  #histogram(): string[] {
    const name = 'oddslake_http_request_seconds'
    const lines = [...this.#times].flatMap(([route, { counts, sum, count }]) => [
      ...BOUNDS.map((bound, i) => `${name}_bucket{route="${route}",le="${bound}"} ${counts[i]}`),
      `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
      `${name}_sum{route="${route}"} ${sum}`,
      `${name}_count{route="${route}"} ${count}`,
    ])
    return [`# HELP ${name} How long requests took.`, `# TYPE ${name} histogram`, ...lines]
  }
}

function family(name: string, type: string, help: string, values: ReadonlyMap<string, number>): string[] {
  const lines = [...values].map(([labels, value]) => `${name}{${labels}} ${value}`)
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines]
}

function gauge(name: string, help: string, value: number): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`]
}

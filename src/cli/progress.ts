import type { RunEvent } from '../core/event.ts'
import { formatDuration } from '../core/instant.ts'

/** How far the pull of one resource is, added up from its events. */
export class Progress {
  readonly name: string
  readonly #started: number
  readonly #limit: number
  slices = 0
  done = 0
  expected = 0
  records = 0
  requests = 0
  reached: string | undefined

  constructor(name: string, limit: number, now: number) {
    this.name = name
    this.#limit = limit
    this.#started = now
  }

  take(event: RunEvent): void {
    if (event.type === 'plan') {
      this.slices += event.slices
      this.expected += event.expected
    }
    if (event.type === 'slice') this.done++
    if (event.type === 'page') {
      this.requests++
      this.records += event.records
      this.reached = event.reached ?? this.reached
    }
  }

  /** Share of the work that is done, 0 to 1, by slices. Splitting slices adds some, so it may stand still, never overrun. */
  share(): number {
    return Math.min(1, this.done / Math.max(1, this.slices))
  }

  /** `12,000 records · 8,000/s · 11.9 of 12 requests/s · reached 2026-11-20T… · 2 min left`. */
  text(now: number): string {
    const seconds = Math.max(0.001, (now - this.#started) / 1000)
    const parts = [
      `${count(this.records)} records`,
      `${count(Math.round(this.records / seconds))}/s`,
      `${(this.requests / seconds).toFixed(1)} of ${Number(this.#limit.toFixed(1))} requests/s`,
    ]
    if (this.reached !== undefined) parts.push(`reached ${this.reached.slice(0, 19)}Z`)
    const left = this.#left(seconds)
    if (left !== undefined) parts.push(`${formatDuration(left * 1000)} left`)
    return parts.join(' · ')
  }

  #left(seconds: number): number | undefined {
    const byRequests = this.expected > this.slices ? this.requests / this.expected : undefined
    const share = Math.max(this.share(), byRequests ?? 0)
    return share <= 0 || share >= 1 ? undefined : (seconds * (1 - share)) / share
  }
}

/** A number with thousands separators. */
export function count(value: number): string {
  return value.toLocaleString('en-US')
}

/** `1 request`, `12 requests`. */
export function plural(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? '' : 's'}`
}

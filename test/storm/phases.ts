/** What a run is doing: the traced steps, and what lies before the first and after the last of them. */
export const PHASES = ['start', 'request', 'write', 'rename', 'load', 'build', 'publish', 'close'] as const
export type Phase = (typeof PHASES)[number]

/** The phases in which every storm must kill often; `start` and `close` come on top. */
export const TRACED = ['request', 'write', 'rename', 'load', 'build', 'publish'] as const

/** What a child tells: a step begins; `renamed` ends the commit, and with it the write; `new` came what no run before had. */
export const REPORTS = ['request', 'write', 'rename', 'renamed', 'load', 'build', 'publish', 'close', 'new'] as const
export type Report = (typeof REPORTS)[number]

/** Each report is one byte, so that it can be neither torn nor late. */
export function encode(report: Report): string {
  return String(REPORTS.indexOf(report))
}

export function decode(bytes: Buffer): Report[] {
  return [...bytes].map((byte) => REPORTS[byte - 48]!)
}

/** Follows a child from its first byte to its last, which names the phase in which it died. */
export class Phases {
  now: Phase = 'start'
  /** When each phase was entered, in milliseconds since the child was started. */
  readonly entered: { readonly phase: Phase; readonly at: number }[] = [{ phase: 'start', at: 0 }]

  /** When the first rows came that no run before had stored, loaded or built. */
  newAt: number | undefined

  take(report: Report, at: number): void {
    if (report === 'new') this.newAt ??= at
    const phase = this.#after(report)
    if (phase !== this.now) this.entered.push({ phase, at })
    this.now = phase
  }

  /** Requests go on while a batch is being committed; the commit is the more delicate of the two, so it counts. */
  #after(report: Report): Phase {
    if (report === 'new') return this.now
    if (report === 'renamed') return 'request'
    if (report === 'request' && (this.now === 'write' || this.now === 'rename')) return this.now
    return report
  }

  /** Milliseconds spent in each phase by `end`. */
  durations(end: number): Record<Phase, number> {
    const spent = Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>
    this.entered.forEach(({ phase, at }, i) => {
      spent[phase] += (this.entered[i + 1]?.at ?? end) - at
    })
    return spent
  }
}

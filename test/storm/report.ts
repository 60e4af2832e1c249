import { PHASES, type Phase, TRACED } from './phases.ts'
import type { Calm } from './plan.ts'
import type { Read } from './readers.ts'

export type Death = {
  readonly phase: Phase
  /** Where in the calm run it was meant to be; a forced kill has none. */
  readonly moment: number | undefined
  /** What a stranger read afterwards; nothing before the first snapshot. */
  readonly read: Read | undefined
}

/** What a storm did, for people. */
export class Report {
  readonly deaths: Death[] = []
  cycles = 0
  /** Runs that were done before their kill came. */
  spared = 0

  count(where: (death: Death) => boolean): number {
    return this.deaths.filter(where).length
  }

  /** A traced phase that was killed in less often than that. */
  short(least: number): Phase | undefined {
    return TRACED.find((phase) => this.count((death) => death.phase === phase) < least)
  }

  text({ milliseconds, spent }: Calm): string {
    const row = (name: string, share: string, here: (death: Death) => boolean) => {
      const chance = this.count((death) => here(death) && death.moment !== undefined)
      const forced = this.count((death) => here(death) && death.moment === undefined)
      return line([name, share, chance, forced, chance + forced])
    }
    const share = (phase: Phase) => `${((spent[phase] / milliseconds) * 100).toFixed(1)} %`
    const tenth = ({ moment = -1 }: Death) => Math.floor((moment / milliseconds) * 10)
    const tenths = Array.from({ length: 10 }, (_, i) => this.count((death) => tenth(death) === i))
    const read = this.count((death) => death.read !== undefined)
    return [
      line(['killed in', 'of calm run', 'by chance', 'forced', 'all']),
      ...PHASES.map((phase) => row(phase, share(phase), (death) => death.phase === phase)),
      row('all', '', () => true),
      `calm run ${(milliseconds / 1000).toFixed(1)} s; kills by chance in each tenth of it: ${tenths.join(' ')}`,
      `${this.cycles} homes, each ended equal to the truth; ${this.spared} runs were done before their kill came`,
      `plain DuckDB read the snapshot after ${read} kills; ${this.deaths.length - read} came before the first snapshot`,
    ].join('\n')
  }
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell, i) => (i === 0 ? String(cell).padEnd(10) : String(cell).padStart(12))).join('')
}

import { type Random, random } from '../../src/replica/economy/random.ts'
import { PHASES, type Phase } from './phases.ts'
import type { Kill } from './process.ts'

/** A kill by chance, when as much is done as at that moment of the calm run; or a forced one. */
export type Planned = { readonly moment: number } | { readonly kill: Kill }

/** What is known of an undisturbed run. */
export type Calm = { readonly milliseconds: number; readonly spent: Readonly<Record<Phase, number>> }

/** Fault points that a run meets while it asks. `*` stands for a random delay within the phase. */
const EARLY = ['request:5', 'write:2', 'rename:2', 'renamed:1', 'rename/rename:2', 'write:1*', 'rename/rename-after:1']

/** Fault points that it meets after, one of each phase in turn. */
const LATE = [
  ['load:4', 'build:1', 'publish/rename:1', 'publish/rm-after:1'],
  ['load:4*', 'build:4*', 'publish/rename:2', 'publish/rm:1'],
  ['load:1', 'build:1*', 'publish:1', 'close:1'],
  ['load:4*', 'build:6*', 'publish:1*', 'publish/utimes-after:1'],
  ['load:2*', 'build:2*', 'publish/writeFile-after:1', 'close:1*'],
  ['load:4*', 'build:7*', 'publish/symlink:1', 'close:1*'],
  ['load:3*', 'build:5*', 'publish/rename-after:2', 'close:1'],
  ['load:4*', 'build:3*', 'publish:1*', 'publish/rm:1'],
].flat()

/** How often a run enters each phase, so that a delay stays within one of them. */
const TIMES: Partial<Record<Phase, number>> = { write: 30, rename: 30, load: 4, build: 7 }

export type CycleOptions = {
  readonly calm: Calm
  readonly chance: number
  readonly early: number
  readonly late: number
}

/** Draws the kills of all cycles of a storm from one seed. Fault points come in turn, so that none is forgotten. */
export class Plan {
  readonly #random: Random
  #early = 0
  #late = 0

  constructor(seed: number) {
    this.#random = random(seed, 'storm')
  }

  /** The kills of one cycle in their order. Those by chance are drawn uniformly over the calm run. */
  cycle({ calm, chance, early, late }: CycleOptions): Planned[] {
    const moments = Array.from({ length: chance }, () => this.#random.next() * calm.milliseconds).sort((a, b) => a - b)
    const kills: Planned[] = moments.map((moment) => ({ moment }))
    const between = Array.from({ length: early }, () => this.#point(EARLY[this.#early++ % EARLY.length]!, calm))
    if (early > 0) between.push({ kill: { after: this.#random.next() * calm.spent.start, clock: 'spawn' } })
    for (const kill of between) kills.splice(this.#random.below(kills.length) + 1, 0, kill)
    const after = Array.from({ length: late }, () => LATE[this.#late++ % LATE.length]!).sort(byReach)
    return [...kills, ...after.map((point) => this.#point(point, calm))]
  }

  /** Forced kills in one phase, a few of them for one cycle. */
  only(phase: Phase): Planned[] {
    return Array.from({ length: 5 }, () => ({ kill: { point: `${phase}:1` } }))
  }

  #point(text: string, { spent }: Calm): Planned {
    const phase = phaseOf(text)
    const delay = Math.floor((this.#random.next() * spent[phase]) / (TIMES[phase] ?? 1))
    return { kill: { point: text.replace('*', `+${delay}`) } }
  }
}

/** What is reached first comes first: a point that lies behind undone work would do it without being killed there. */
function byReach(a: string, b: string): number {
  const place = (point: string) => PHASES.indexOf(phaseOf(point)) * 10 + Number(/:(\d+)/.exec(point)?.[1])
  return place(a) - place(b)
}

/** `renamed` is the very end of a rename; every other point begins with its phase. */
function phaseOf(point: string): Phase {
  const name = point.split(/[:/]/)[0]
  return PHASES.find((phase) => phase === name) ?? 'rename'
}

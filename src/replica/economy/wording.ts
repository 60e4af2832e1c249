import { CANDIDATES, TEAMS } from './names.ts'
import { normalQuantile } from './normal.ts'
import type { Random } from './random.ts'
import type { Template } from './templates.ts'
import type { Strike } from './types.ts'

/** A question as written down before it gets its place, times and outcome. */
export interface Draft {
  readonly code: string
  readonly title: string
  readonly label: string
  readonly strike: Strike
  readonly low: number
  readonly high: number
}

export interface EventDraft {
  readonly code: string
  readonly title: string
  readonly subtitle: string
  readonly exclusive: boolean
  readonly questions: readonly Draft[]
}

export interface Occasion {
  readonly template: Template
  /** The name of the series with its subject in place. */
  readonly name: string
  /** "Aug 8, 2026" */
  readonly day: string
}

export function draftEvent(random: Random, occasion: Occasion): EventDraft {
  switch (occasion.template.kind) {
    case 'match':
      return draftMatch(random, occasion)
    case 'ladder':
      return draftLadder(random, occasion)
    case 'buckets':
      return draftBuckets(random, occasion)
    case 'field':
      return draftField(random, occasion)
    case 'single':
      return draftSingle(random, occasion)
  }
}

function draftMatch(random: Random, { day }: Occasion): EventDraft {
  const [away, home] = pickSome(random, TEAMS, 2) as [string, string]
  const tie = random.chance(0.2)
  const favour = random.between(0.15, 0.85)
  const bounds = cuts(tie ? [0.75 * favour, 0.25, 0.75 * (1 - favour)] : [favour, 1 - favour])
  const names = tie ? [away, 'Tie', home] : [away, home]
  const title = `${away} vs ${home} Winner?`
  const strike: Strike = { type: 'structured' }
  return {
    code: codeOf(away, 3) + codeOf(home, 3),
    title: `${away} at ${home}`,
    subtitle: `${codeOf(away, 3)} at ${codeOf(home, 3)} (${day})`,
    exclusive: true,
    questions: unique(names.map((label, i) => ({ code: codeOf(label, 3), title, label, strike, ...bounds[i]! }))),
  }
}

function draftLadder(random: Random, { template, name, day }: Occasion): EventDraft {
  const { unit, base, step } = scaleOf(template)
  const count = 2 + random.below(7)
  const first = base + step * random.below(12)
  const start = random.between(-1.6, 0.2)
  const questions = Array.from({ length: count }, (_, i) => {
    const floor = Number((first + i * step).toFixed(2))
    const label = `Above ${floor}${unit}`
    const title = `Will ${name} be above ${floor}${unit} on ${day}?`
    return {
      code: `T${floor}`,
      title,
      label,
      strike: { type: 'greater', floor } as const,
      low: start + i * 0.45,
      high: Infinity,
    }
  })
  return { code: '', title: `${name} on ${day}?`, subtitle: `On ${day}`, exclusive: false, questions }
}

function draftBuckets(random: Random, { template, name, day }: Occasion): EventDraft {
  const { unit, base, step } = scaleOf(template)
  const count = 4 + random.below(4)
  const first = base + step * random.below(20)
  const bounds = cuts(Array.from({ length: count }, () => random.between(0.3, 1.6)))
  const questions = bounds.map((bound, i): Draft => {
    const floor = Number((first + (i - 1) * step).toFixed(2))
    const cap = Number((first + i * step).toFixed(2))
    const title = `Will ${name} be ${i === 0 ? `below ${cap}` : i === count - 1 ? `at or above ${floor}` : `${floor} to ${cap}`}${unit} on ${day}?`
    if (i === 0)
      return { code: `T${cap}`, title, label: `${cap}${unit} or below`, strike: { type: 'less', cap }, ...bound }
    if (i === count - 1) {
      return {
        code: `B${floor}`,
        title,
        label: `${floor}${unit} or above`,
        strike: { type: 'greater', floor },
        ...bound,
      }
    }
    const strike: Strike = { type: 'between', floor, cap }
    return { code: `B${(floor + cap) / 2}`, title, label: `${floor}${unit} to ${cap}${unit}`, strike, ...bound }
  })
  return { code: '', title: `${name} on ${day}?`, subtitle: `On ${day}`, exclusive: true, questions: unique(questions) }
}

function draftField(random: Random, { name, day }: Occasion): EventDraft {
  const labels = pickSome(random, CANDIDATES, 3 + random.below(12))
  const bounds = cuts(labels.map(() => 0.02 + random.next() ** 3))
  const strike: Strike = { type: 'custom' }
  const title = `${name}, ${day}: who or what?`
  const questions = labels.map((label, i) => ({ code: codeOf(label, 5), title, label, strike, ...bounds[i]! }))
  return {
    code: '',
    title: `${name} (${day})`,
    subtitle: `In ${day.slice(-4)}`,
    exclusive: true,
    questions: unique(questions),
  }
}

function draftSingle(random: Random, { name, day }: Occasion): EventDraft {
  const low = normalQuantile(random.between(0.03, 0.97))
  const draft = { code: '', title: `${name} before ${day}?`, label: `Before ${day}`, strike: { type: 'none' } as const }
  return {
    code: '',
    title: draft.title,
    subtitle: draft.label,
    exclusive: false,
    questions: [{ ...draft, low, high: Infinity }],
  }
}

/** Cuts the line of the hidden value into adjoining intervals whose chances are in the given proportion. */
function cuts(weights: readonly number[]): { low: number; high: number }[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let used = 0
  return weights.map((weight, i) => {
    const low = i === 0 ? -Infinity : normalQuantile(used / total)
    used += weight
    return { low, high: i === weights.length - 1 ? Infinity : normalQuantile(used / total) }
  })
}

function scaleOf({ unit = '', base = 0, step = 1 }: Template): { unit: string; base: number; step: number } {
  return { unit, base, step }
}

/** Capital letters and digits only, as venues' codes are: "São Paulo" becomes SAOP. */
export function codeOf(name: string, length: number): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase()
  if (plain !== '') return plain.slice(0, length)
  let h = 0
  for (const letter of name) h = (h * 31 + letter.codePointAt(0)!) % 46656
  return `U${h.toString(36).toUpperCase()}`
}

function unique(drafts: readonly Draft[]): Draft[] {
  const seen = new Map<string, number>()
  return drafts.map((draft) => {
    const times = (seen.get(draft.code) ?? 0) + 1
    seen.set(draft.code, times)
    return times === 1 ? draft : { ...draft, code: `${draft.code}${times}` }
  })
}

function pickSome<T>(random: Random, list: readonly T[], count: number): T[] {
  const rest = [...list]
  return Array.from({ length: Math.min(count, list.length) }, () => rest.splice(random.below(rest.length), 1)[0]!)
}

import type { Economy } from '../../economy/economy.ts'
import { DAY, type EconomyEvent, type Micros, type Series } from '../../economy/types.ts'
import { uuidOf } from './uuid.ts'

export interface Fees {
  readonly type: string
  readonly multiplier: number
}

/** From an instant on the fees are others. */
export interface FeeChange<T, F> {
  readonly id: string
  readonly of: T
  readonly at: Micros
  readonly fees: F
}

/** Some series became cheaper long ago, some will be dearer five days after the world's first present. */
function scheduleOf({ index, createdAt }: Series, until: Micros): { at: Micros; multiplier: number }[] {
  if (index % 5 === 0) return [{ at: createdAt + 50 * DAY, multiplier: 0.5 }]
  return index % 13 === 6 ? [{ at: until + 5 * DAY, multiplier: 2 }] : []
}

export function seriesFeeChanges({ seed, series, until }: Economy): FeeChange<Series, Fees>[] {
  return series.flatMap((each) =>
    scheduleOf(each, until).map(({ at, multiplier }) => ({
      id: uuidOf(seed, 'series-fees', each.index, at),
      of: each,
      at,
      fees: { type: typeOf(each), multiplier },
    })),
  )
}

export function feesOf(series: Series, { until }: Pick<Economy, 'until'>, now: Micros): Fees {
  const latest = scheduleOf(series, until).findLast(({ at }) => at <= now)
  return { type: typeOf(series), multiplier: latest?.multiplier ?? 1 }
}

function typeOf({ category }: Series): string {
  return category === 'Sports' ? 'quadratic_with_maker_fees' : 'quadratic'
}

/** A few events cost nothing on their first day; null takes an event's own fees back. */
export function eventFeeChanges({ seed, events }: Economy): FeeChange<EconomyEvent, Fees | null>[] {
  return events.filter(isFree).flatMap((event) => {
    const { opensAt } = event.timeline
    const id = (word: string) => uuidOf(seed, 'event-fees', event.index, word)
    return [
      { id: id('given'), of: event, at: opensAt, fees: FREE },
      { id: id('taken'), of: event, at: opensAt + DAY, fees: null },
    ]
  })
}

const FREE: Fees = { type: 'quadratic', multiplier: 0 }

function isFree({ index, questions }: EconomyEvent): boolean {
  return index % 40 === 7 && questions[0]!.legs === undefined
}

/** Null while an event costs what its series does. */
export function overrideOf(event: EconomyEvent, now: Micros): Fees | null {
  const { opensAt } = event.timeline
  return isFree(event) && now >= opensAt && now < opensAt + DAY ? FREE : null
}

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MINUTE, parseInstant } from '../../core/instant.ts'
import { INTERVALS, lastEnd, nextEnd } from './periods.ts'

const newYork = new Intl.DateTimeFormat('sv', { timeZone: 'America/New_York', dateStyle: 'short', timeStyle: 'short' })
const local = (at: number) => newYork.format(new Date(at / 1000))
const instants = fc.integer({
  min: parseInstant('2021-06-30T00:00:00Z') / 1000,
  max: parseInstant('2030-01-01T00:00:00Z') / 1000,
})

it('every instant lies in one period, which ends on the clock of UTC or at midnight in New York', () => {
  fc.assert(
    fc.property(instants, fc.constantFrom(...INTERVALS), (milliseconds, minutes) => {
      const at = milliseconds * 1000
      const [from, to] = [lastEnd(minutes, at), nextEnd(minutes, at)]
      expect(from <= at && at < to).toBe(true)
      expect([lastEnd(minutes, from), lastEnd(minutes, to - 1), lastEnd(minutes, to)]).toEqual([from, from, to])
      if (minutes < 1440) expect([to - from, from % (minutes * MINUTE)]).toEqual([minutes * MINUTE, 0])
      else expect([local(from).slice(11), local(to).slice(11)]).toEqual(['00:00', '00:00'])
      if (minutes === 1440) expect(local(to - MINUTE).slice(0, 10)).toBe(local(from).slice(0, 10))
    }),
    { numRuns: 300 },
  )
})

it('the days on which the clocks of New York change have 23 and 25 hours', () => {
  const hours = (day: string) => {
    const noon = parseInstant(`${day}T17:00:00Z`)
    return (nextEnd(1440, noon) - lastEnd(1440, noon)) / (60 * MINUTE)
  }
  expect(['2026-03-08', '2026-07-01', '2026-11-01'].map(hours)).toEqual([23, 24, 25])
})

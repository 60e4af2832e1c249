import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCursor, decodeTradeCursor, encodeCursor, encodeTradeCursor } from './cursor.ts'
import { readTime, timeText, YEAR_ONE } from './text.ts'

const times = fc.oneof(fc.integer({ min: 0, max: 4e15 }), fc.constant(YEAR_ONE))

describe('cursors', () => {
  it('reads and writes the recorded one of a page of trades', () => {
    const recorded = 'EhIKEAch1qJsoZRwe5ExpK18vYcaDAia3ezUBhCwhq6BAw'
    const key = decodeTradeCursor(recorded)!
    expect(key.id).toBe('0721d6a2-6ca1-9470-7b91-31a4ad7cbd87')
    expect(timeText(key.at)).toBe('2026-09-04T20:48:26.808158Z')
    expect(encodeTradeCursor(key)).toBe(recorded)
  })

  it('reads and writes the recorded one of a page of events, which has no nanos', () => {
    const recorded = 'CgYI8Na31wYSCktYVTMtMjZPQ1Q'
    const key = decodeCursor(recorded)!
    expect(key.id).toBe('KXU3-26OCT')
    expect(encodeCursor(key)).toBe(recorded)
  })

  it('gives back what it was given', () => {
    fc.assert(
      fc.property(times, fc.stringMatching(/^[A-Z0-9.-]{1,40}$/), fc.uuid(), (at, id, uuid) => {
        expect(decodeCursor(encodeCursor({ at, id }))).toEqual({ at, id })
        expect(decodeTradeCursor(encodeTradeCursor({ at, id: uuid }))).toEqual({ at, id: uuid })
      }),
    )
  })

  it('takes anything else for no cursor', () => {
    for (const garbage of ['', 'abc', 'not a cursor', '%%%', 'AAAA', '0721d6a2-6ca1-9470-7b91-31a4ad7cbd87']) {
      expect(decodeTradeCursor(garbage)).toBeNull()
    }
    fc.assert(fc.property(fc.string(), (text) => void decodeCursor(text)))
    expect(decodeTradeCursor('CgYI8Na31wYSCktYVTMtMjZPQ1Q')).toBeNull()
  })
})

describe('times', () => {
  it('trims zeros as the service does', () => {
    const written = [
      '2026-06-15T15:48:42.60323Z',
      '2026-08-05T20:25:00Z',
      '2026-01-12T14:59:36.37315Z',
      '0001-01-01T00:00:00Z',
    ]
    for (const text of written) expect(timeText(readTime(text)!)).toBe(text)
  })

  it('reads what it writes', () => {
    fc.assert(
      fc.property(times, (at) => {
        expect(readTime(timeText(at))).toBe(at)
      }),
    )
  })
})

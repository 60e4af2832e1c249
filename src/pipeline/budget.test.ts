import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Resource } from '../core/source.ts'
import { EVERYTHING } from '../core/wanted.ts'
import { kalshi } from '../venues/kalshi/index.ts'
import { Budget } from './budget.ts'

const events = kalshi.resources.find((r) => r.name === 'events') as Resource

it('lets less than one page come beyond, however pages come in, and never ends before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 1, max: 16 }),
      fc.infiniteStream(fc.integer({ min: 0, max: 200 })),
      (maxRecords, workers, sizes) => {
        const budget = new Budget(events, { ...EVERYTHING, maxRecords })
        let received = 0
        let onTheWay = 0
        const next = () => Math.min(sizes.next().value as number, budget.page)
        for (let turns = 0; turns < 500; turns++) {
          while (onTheWay < workers && budget.take()) onTheWay++
          if (onTheWay === 0) {
            expect(received).toBeGreaterThanOrEqual(maxRecords)
            return
          }
          const records = next()
          budget.settle(records)
          onTheWay--
          received += records
          expect(received).toBeLessThan(maxRecords + budget.page)
        }
      },
    ),
  )
})

it('asks for even pages', () => {
  const page = (more: object) => new Budget(events, { ...EVERYTHING, ...more }).page
  expect(page({})).toBe(200)
  expect(page({ chunkSize: 50 })).toBe(50)
  expect(page({ chunkSize: 500 })).toBe(200)
  expect(page({ limit: 5 })).toBe(5)
  expect(page({ limit: 300 })).toBe(150)
  expect(page({ maxRecords: 300, limit: 10 })).toBe(10)
})

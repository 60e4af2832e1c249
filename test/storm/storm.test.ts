import { expect, it } from 'vitest'
import { TRACED } from './phases.ts'
import { storm } from './storm.ts'

it('loses and repeats nothing over some kills, one at least in every phase', async () => {
  const { report, calm } = await storm({
    scene: { trades: 5_000, markets: 120, days: 75, seed: 11, rate: 80, latencyMs: 10, flushRecords: 500 },
    seed: 6,
    kills: 2,
    least: 1,
    perCycle: { chance: 3, early: 3, late: 3 },
    lanes: 1,
  })
  console.log(report.text(calm))
  for (const phase of TRACED) expect(report.count((death) => death.phase === phase)).toBeGreaterThan(0)
}, 180_000)

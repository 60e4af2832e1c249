import { describe, expect, it, onTestFinished } from 'vitest'
import { TRACED } from './phases.ts'
import { readPublished } from './readers.ts'
import { Scene } from './scene.ts'
import { expectSettled } from './settled.ts'
import { storm } from './storm.ts'

describe('a storm of kills', () => {
  it.each([
    {
      kills: 200,
      least: 15,
      scene: { trades: 80_000, markets: 800, days: 90, seed: 7, rate: 32, latencyMs: 15, flushRecords: 2_000 },
    },
    {
      kills: 100,
      least: 8,
      scene: {
        venue: 'manifold',
        ...{ trades: 50_000, markets: 500, days: 30, seed: 8, rate: 12, latencyMs: 15, flushRecords: 2_000 },
      },
    },
  ] as const)('loses and repeats nothing over $kills kills at random moments, $least at least in every phase', async ({
    kills,
    least,
    scene,
  }) => {
    const perCycle = { chance: 10, early: 2, late: 3 }
    const { report, calm } = await storm({ scene, seed: 2026, kills, least, perCycle, lanes: 2 })
    console.log(report.text(calm))
    expect(report.count((death) => death.moment !== undefined)).toBeGreaterThanOrEqual(kills)
    for (const phase of TRACED) expect(report.count((death) => death.phase === phase)).toBeGreaterThanOrEqual(least)
  })

  it('loses and repeats nothing when a run dies while it loads and goes on asking', async () => {
    const size = { trades: 400_000, markets: 400, days: 90, seed: 9, rate: 150, latencyMs: 0, flushRecords: 20_000 }
    const scene = await Scene.open(size, 9)
    onTestFinished(() => scene.close())
    for (const delay of [20, 150, 400]) {
      const home = await scene.home(`overlap-${delay}`)
      // The fourth load is the first one of trades: it begins when 250,000 of them wait, long before the last is asked.
      const { killed, phases } = await scene.sync(home, { point: `load:4+${delay}` })
      expect([killed, phases.now]).toEqual([true, expect.stringMatching(/load|request|write|rename/)])
      expect(await readPublished(home)).toBeDefined()
      const { code, err } = await scene.sync(home)
      expect(code, err).toBe(0)
      await expectSettled(scene, home)
    }
  })
})

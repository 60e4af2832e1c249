import path from 'node:path'
import { expect } from 'vitest'
import { run } from '../../src/cli/main.ts'
import { Engine } from '../../src/engine/engine.ts'
import { random } from '../../src/replica/economy/random.ts'
import { kalshi } from '../../src/venues/kalshi/index.ts'
import { openWarehouse } from '../../src/warehouse/index.ts'
import { Mirror } from '../contract/mirror.ts'
import { compare } from '../support/compare.ts'
import { recordingEffects } from '../support/effects.ts'
import { runChild } from './process.ts'

/**
 * Fills a warehouse from a small lake that was mirrored over several days, by processes that are killed at random moments.
 * In the end it must hold what a file holds that was filled at once. Gives how many died.
 */
export async function killLoads(into: string, { kills, seed }: { kills: number; seed: number }): Promise<number> {
  const world = { kind: 'simulated', seed: 5, days: 12, future: 2, trades: 600, markets: 30 } as const
  const mirror = await Mirror.open(kalshi, { world })
  const home = await mirror.home()
  const asked = async (...args: string[]) => {
    const { effects, err } = recordingEffects(mirror.env(home))
    expect(await run(args, effects), err()).toBe(0)
  }
  try {
    for (let day = 0; day < 3; day++) {
      await asked('sync', 'kalshi')
      mirror.replica.advance(16 * 3600)
    }
    const started = performance.now()
    const load = (...more: string[]) => ['load', '--json', '--into', into, ...more]
    const whole = await runChild(load(), mirror.env(home))
    expect(whole.code, whole.err).toBe(0)
    const length = performance.now() - started
    const draw = random(seed)
    let died = 0
    let isDone = true
    while (died < kills) {
      const after = draw.between(100, length)
      const ended = await runChild(load(...(isDone ? ['--rebuild'] : [])), mirror.env(home), { after, clock: 'spawn' })
      if (ended.killed) died++
      else expect(ended.code, ended.err).toBe(0)
      isDone = !ended.killed
    }
    const last = await runChild(load(), mirror.env(home))
    expect(last.code, last.err).toBe(0)
    expect(await differencesFrom(home, into, asked)).toEqual([])
    return died
  } finally {
    await mirror.close()
  }
}

/** What a warehouse holds otherwise than a file that is filled from the same lake. */
async function differencesFrom(home: string, url: string, asked: (...args: string[]) => Promise<void>) {
  const file = `duckdb:${path.join(home, 'reference.duckdb')}`
  await asked('load', '--into', file)
  const engine = await Engine.open({ memory: '500MB' })
  const place = { engine, scratch: path.join(home, 'work') }
  const [here, there] = [await openWarehouse({ ...place, url: file }), await openWarehouse({ ...place, url })]
  try {
    const { differences, rows } = await compare(await engine.connect(), here, there)
    expect(rows).toBeGreaterThan(1000)
    return differences
  } finally {
    await there.close()
    engine.close()
  }
}

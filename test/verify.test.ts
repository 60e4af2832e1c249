import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { run } from '../src/cli/main.ts'
import { startReplica } from '../src/replica/index.ts'
import { recordingEffects } from './support/effects.ts'

/** A small Manifold on its own clock, and a home to mirror it into. */
async function mirror(world: { markets: number; trades: number; future?: number }) {
  const home = await mkdtemp(path.join(tmpdir(), 'oddslake-verify-'))
  const replica = await startReplica({
    venue: 'manifold',
    world: { kind: 'simulated', seed: 5, days: 20, until: '2026-10-08T00:00:00Z', users: 60, ...world },
    faults: null,
  })
  let open = true
  const close = async () => {
    if (open) await replica.close()
    open = false
  }
  onTestFinished(async () => {
    await close()
    await rm(home, { recursive: true, force: true })
  })
  const env = {
    ODDSLAKE_HOME: home,
    ODDSLAKE_MANIFOLD_URL: replica.url,
    ODDSLAKE_MANIFOLD_API_REQUESTS: '100000',
    ODDSLAKE_RETRY_ATTEMPTS: '1',
    ODDSLAKE_RETRY_BASE_SECONDS: '0.01',
  }
  const asked = async (...args: string[]) => {
    const { effects, out, err } = recordingEffects(env)
    return { code: await run(args, effects), out: out(), err: err() }
  }
  return { replica, close, asked }
}

it('a venue that is away leaves what can be proved without it, and the exit code says to try again', async () => {
  const { close, asked } = await mirror({ markets: 20, trades: 800 })
  expect((await asked('sync', 'manifold')).code).toBe(0)
  await close()
  const { code, out } = await asked('verify')
  expect(code).toBe(75)
  expect(out).toMatch(/manifold\/users: complete\n/)
  expect(out).toMatch(/manifold\/bets: complete\n {2}not compared with the venue: .*ECONNREFUSED/)
})

it('a home without anything is not called complete', async () => {
  const { asked } = await mirror({ markets: 5, trades: 50 })
  expect(await asked('verify')).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringContaining('Nothing of that was ever mirrored'),
  })
})

it('resolutions by the thousand are no doubt while the search still reaches the last sync', async () => {
  const { replica, asked } = await mirror({ markets: 4500, trades: 3000, future: 6 })
  expect((await asked('sync', 'manifold/markets')).code).toBe(0)
  for (let day = 0; day < 4; day++) {
    replica.advance(86_400)
    expect((await asked('sync', 'manifold/markets')).code).toBe(0)
  }
  const { code, out } = await asked('verify', 'manifold/markets')
  expect([code, out]).toEqual([0, expect.stringContaining('manifold/markets: complete')])
})

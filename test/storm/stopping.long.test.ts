import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/cli/main.ts'
import type { RunEvent, TraceStep } from '../../src/core/event.ts'
import { recordingEffects } from '../support/effects.ts'
import { differences } from '../support/truth.ts'
import { askedAgain } from './asked.ts'
import { Command } from './command.ts'
import { readPublished } from './readers.ts'
import { NOW, Scene, SYNC } from './scene.ts'

let scene: Scene

/** Of the faults only those whose answer is not taken for one, so that the client's word on what it has is exact. */
beforeAll(async () => {
  const faults = ['limit', 'error', 'unavailable', 'reset', 'slow', 'empty-page'] as const
  const size = { trades: 5_000, markets: 120, days: 75, seed: 13, rate: 300, latencyMs: 10, flushRecords: 500 }
  scene = await Scene.open({ ...size, faults }, 3)
})
afterAll(() => scene.close())

const start = (home: string) => new Command(SYNC, scene.env(home))
const log = () => scene.replica.requests()

describe('Ctrl-C', () => {
  const moments: readonly [string, (event: RunEvent) => boolean][] = [
    ['it asks', (e) => e.type === 'request' && e.request.includes('/historical/markets')],
    ['it writes', (e) => e.type === 'commit' && e.resource === 'trades'],
    ['it loads', (e) => e.type === 'stage' && e.stage === 'pull' && e.resource === 'trades'],
    ['it builds', (e) => e.type === 'build'],
  ]
  it.each(
    moments,
  )('while %s ends the run soon and cleanly; the next one asks for nothing again', async (name, moment) => {
    const home = await scene.home(name.replace(' ', '-'), { nothing: true })
    const first = start(home)
    await first.until(moment)
    const pressed = performance.now()
    first.signal('SIGINT')
    const { code, err } = await first.ended
    expect(code, err).toBe(75)
    expect(performance.now() - pressed).toBeLessThan(5_000)
    expect(err).toContain('Stopping; what was received is being saved.')
    expect(err).toContain('Next: run the same command again; it goes on where this one stopped.')
    const before = log().length
    const second = await start(home).ended
    expect(second.code, second.err).toBe(0)
    expect(log().length).toBeGreaterThan(before)
    expect(askedAgain(first.events, log().slice(before), NOW)).toEqual([])
    expect(await differences(home, scene.truth)).toEqual([])
  })
})

describe('--timeout', () => {
  it('ends each run in time with all it received in the snapshot; the next one asks for nothing again', async () => {
    const home = await scene.home('timeout', { nothing: true })
    const events: RunEvent[] = []
    const codes: (number | null)[] = []
    do {
      const before = log().length
      const run = new Command([...SYNC, '--timeout', '1.5'], {
        ...scene.env(home),
        ODDSLAKE_KALSHI_READ_REQUESTS: '60',
      })
      const { code, err } = await run.ended
      expect([0, 75], err).toContain(code)
      if (code === 75) expect(err).toContain('Next: run the same command again; it goes on where this one stopped.')
      expect(askedAgain(events, log().slice(before), NOW)).toEqual([])
      expect(await readPublished(home)).toBeDefined()
      events.push(...run.events)
      codes.push(code)
    } while (codes.at(-1) !== 0 && codes.length < 20)
    expect(codes.length).toBeGreaterThan(1)
    expect(codes.at(-1)).toBe(0)
    expect(await differences(home, scene.truth)).toEqual([])
  }, 120_000)
})

describe('load', () => {
  it.each([
    'load',
    'build',
  ] as const)('stopped in a %s publishes nothing half-done; the next one ends it', async (at) => {
    const home = await scene.home(`load-${at}`, { nothing: true })
    const pulled = await new Command(['pull', ...SYNC.slice(1)], scene.env(home)).ended
    expect(pulled.code, pulled.err).toBe(0)
    const stop = new AbortController()
    const trace = (step: TraceStep) => step === at && stop.abort()
    const stopped = recordingEffects(scene.env(home), { stop: stop.signal, trace })
    expect([await run(['load'], stopped.effects), stopped.err()]).toEqual([75, expect.stringContaining('Run the same')])
    expect(await readPublished(home)).toBeUndefined()
    const whole = recordingEffects(scene.env(home))
    expect(await run(['load'], whole.effects), whole.err()).toBe(0)
    expect(await differences(home, scene.truth)).toEqual([])
  })
})

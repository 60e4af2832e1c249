import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { run } from '../src/cli/main.ts'
import { select } from '../src/cli/selection.ts'
import { configure, Workspace } from '../src/cli/workspace.ts'
import { overrides, settings } from '../src/config/settings.ts'
import type { RunEvent } from '../src/core/event.ts'
import { Connection } from '../src/engine/connection.ts'
import { VENUES } from '../src/venues/index.ts'
import { oddslake } from './failures/support/command.ts'
import { instead, records } from './failures/support/damage.ts'
import type { Damage } from './failures/support/proxy.ts'
import { published, Scene } from './failures/support/scene.ts'
import { recordingEffects } from './support/effects.ts'

type Env = Readonly<Record<string, string>>
type Watched = { readonly code: number; readonly err: string; readonly events: RunEvent[]; readonly atOnce: number }

const TRADES = ['pull', 'kalshi/trades', '--since', '2026-10-01', '--json']
const MARKETS = ['sync', 'kalshi/markets', '--json']
const UNAVAILABLE = instead(503, '{}')
const SLOW: Damage = (reply) => new Promise((resolve) => setTimeout(() => resolve(reply), 50))

let scene: Scene
beforeAll(async () => {
  scene = await Scene.open({ trades: 3_000, future: 200 })
})
afterEach(() => {
  scene.proxy.mend()
  vi.restoreAllMocks()
})
afterAll(() => scene.close())

/** Runs a command in this process; tells its events, and the most requests that were on their way at once. */
async function watched(home: string, args: readonly string[], env: Env = {}): Promise<Watched> {
  let sent = 0
  let atOnce = 0
  const events: RunEvent[] = []
  const { effects, err } = recordingEffects(scene.env(home, env), {
    cwd: path.dirname(home),
    trace: (step) => {
      if (step === 'request') atOnce = Math.max(atOnce, ++sent - answered(events))
    },
    out: (text) => {
      for (const line of String(text).trim().split('\n')) events.push(JSON.parse(line))
    },
  })
  const code = await run(args, effects)
  return { code, err: err(), events, atOnce }
}

const answered = (events: readonly RunEvent[]) => events.filter((e) => e.type === 'request').length
const commits = (events: readonly RunEvent[]) => events.filter((e) => e.type === 'commit').length
const waits = (events: readonly RunEvent[]) => events.flatMap((e) => (e.type === 'retry' ? [e.waitMs] : []))

/** A run in a home of its own. */
async function anew(args: readonly string[], env: Env = {}): Promise<Watched> {
  return watched(await scene.folder(), args, env)
}

describe('the limit of a family', () => {
  /** One request in a long time, two at once: nothing more is sent before the time is up. */
  const TIGHT = {
    ODDSLAKE_KALSHI_READ_REQUESTS: '1',
    ODDSLAKE_KALSHI_READ_WINDOW_SECONDS: '3600',
    ODDSLAKE_KALSHI_READ_BURST: '2',
  }
  const quick = [...TRADES, '--timeout', '0.5']

  it('lets out the burst and no more', async () => {
    const { code, events } = await anew(quick, TIGHT)
    expect([code, answered(events)]).toEqual([75, 2])
    expect(answered((await anew(quick, { ...TIGHT, ODDSLAKE_KALSHI_READ_BURST: '3' })).events)).toBe(3)
  })

  it.each([
    ['ODDSLAKE_KALSHI_READ_REQUESTS', '1000000000'],
    ['ODDSLAKE_KALSHI_READ_WINDOW_SECONDS', '0.000001'],
    ['ODDSLAKE_KALSHI_READ_BURST', '1000'],
  ])('%s=%s lets out all', async (name, value) => {
    const { code, err } = await anew(TRADES, { ...TIGHT, [name]: value })
    expect(code, err).toBe(0)
  })

  it('holds for all resources of the family together, though they be asked differently', async () => {
    const env = { ...TIGHT, ODDSLAKE_KALSHI_READ_BURST: '3', ODDSLAKE_KALSHI_TRADES_WORKERS: '5' }
    const { events } = await anew(['pull', 'kalshi/events', 'kalshi/trades', '--json', '--timeout', '0.5'], env)
    expect(answered(events)).toBe(3)
    expect(new Set(events.flatMap((e) => (e.type === 'plan' ? [e.resource] : [])))).toContain('events')
  })

  it('tells how long a plan takes', async () => {
    const minutes = async (requests: string, window: string) => {
      const env = { ODDSLAKE_KALSHI_READ_REQUESTS: requests, ODDSLAKE_KALSHI_READ_WINDOW_SECONDS: window }
      const { events } = await anew([...TRADES, '--dry-run'], { ...env, ODDSLAKE_KALSHI_READ_BURST: '100' })
      return events.flatMap((e) => ('minutes' in e ? [e.minutes] : []))
    }
    const [slow] = await minutes('1', '60')
    expect(slow).toBeGreaterThan(5)
    expect(await minutes('60', '60')).toEqual([Number((Number(slow) / 60).toFixed(2))])
  })
})

describe('asking', () => {
  it('workers: so many requests are on their way at once', async () => {
    scene.proxy.spoil('*', SLOW)
    for (const workers of [1, 3]) {
      expect((await anew(TRADES, { ODDSLAKE_WORKERS: String(workers) })).atOnce).toBe(workers)
    }
  })

  it('flush.records and flush.seconds: how many files are committed', async () => {
    const chunk = [...TRADES, '--chunk-size', '300']
    const { events } = await anew(chunk)
    expect(commits(events)).toBe(1)
    const pages = events.filter((e) => e.type === 'page' && e.records > 0).length
    expect(pages).toBeGreaterThan(5)
    const full = events.filter((e) => e.type === 'page' && e.records === 300).length
    const perFull = commits((await anew(chunk, { ODDSLAKE_FLUSH_RECORDS: '300' })).events)
    expect(perFull).toBeGreaterThanOrEqual(full)
    expect(commits((await anew(chunk, { ODDSLAKE_FLUSH_SECONDS: '0.000001' })).events)).toBeGreaterThanOrEqual(pages)
  })

  it('timeout: how long an answer may take', async () => {
    scene.proxy.spoil('*', SLOW)
    const { code, err } = await anew(TRADES, { ODDSLAKE_TIMEOUT_SECONDS: '0.02', ODDSLAKE_RETRY_ATTEMPTS: '0' })
    expect([code, err]).toEqual([75, expect.stringContaining('none within 0.02 s (ODDSLAKE_TIMEOUT_SECONDS)')])
    expect((await anew(TRADES, { ODDSLAKE_TIMEOUT_SECONDS: '20' })).code).toBe(0)
  })

  it('retry.attempts, base, factor and cap: how often, and after what waits', async () => {
    scene.proxy.spoil('*', UNAVAILABLE)
    const env = {
      ODDSLAKE_RETRY_ATTEMPTS: '4',
      ODDSLAKE_RETRY_BASE_SECONDS: '0.002',
      ODDSLAKE_RETRY_FACTOR: '3',
      ODDSLAKE_RETRY_CAP_SECONDS: '0.02',
    }
    const { code, err, events } = await anew(TRADES, env)
    expect([code, err]).toEqual([75, expect.stringContaining('after 5 tries')])
    const most = [2, 6, 18, 20]
    expect(waits(events)).toHaveLength(4)
    waits(events).forEach((wait, i) => {
      expect(wait).toBeLessThanOrEqual(most[i]!)
      expect(wait).toBeGreaterThanOrEqual(most[i]! / 2)
    })
    expect(waits((await anew(TRADES, { ...env, ODDSLAKE_RETRY_ATTEMPTS: '0' })).events)).toEqual([])
  })
})

describe('loading', () => {
  /** Every market tells another title: a list of slow-changing rows to put in the place of others. */
  const renamed = records('markets', (markets) => markets.map((m) => ({ ...m, title: `${m.title}, again` })))
  const inserts = () => {
    const spy = vi.spyOn(Connection.prototype, 'run')
    return () => spy.mock.calls.filter(([sql]) => /^\s*insert into \S+silver"?\."?markets"? /.test(sql)).length
  }

  it('upsert.batch: rows of a slow-changing table that one statement writes', async () => {
    const counts: number[] = []
    for (const batch of ['500', '3']) {
      const home = await scene.mirror()
      scene.proxy.spoil('/markets', renamed)
      scene.proxy.spoil('/historical/markets', renamed)
      const count = inserts()
      const { code, err, events } = await watched(home, [...MARKETS, '--full'], { ODDSLAKE_UPSERT_BATCH: batch })
      expect(code, err).toBe(0)
      const rows = events.reduce((sum, e) => sum + (e.type === 'commit' ? e.rows : 0), 0)
      expect(count()).toBe(Math.ceil(rows / Number(batch)))
      counts.push(count())
      const [markets] = await published(
        home,
        "select count(*) as n, count(distinct market_id) as ids, count(*) filter (where question like '%, again') as told from silver.markets",
      )
      expect([markets?.n, markets?.told]).toEqual([markets?.ids, markets?.ids])
      vi.restoreAllMocks()
    }
    expect(counts[0]).toBe(1)
    expect(counts[1]).toBeGreaterThan(5)
  })

  it('rejects.threshold: how many may break the contract', async () => {
    const broken = records('trades', (trades) => trades.map((t) => ({ ...t, count_fp: '-3' })))
    scene.proxy.spoil('/markets/trades', broken)
    scene.proxy.spoil('/historical/trades', broken)
    const args = ['sync', 'kalshi/trades', '--since', '2026-10-01', '--json']
    expect((await anew(args)).code).toBe(1)
    expect((await anew(args, { ODDSLAKE_REJECTS_THRESHOLD: '1' })).code).toBe(0)
  })
})

describe('the machine', () => {
  it('home, warehouse, memory and threads', async () => {
    const home = path.join(await scene.folder(), 'elsewhere')
    const file = path.join(await scene.folder(), 'own.duckdb')
    const env = { ODDSLAKE_WAREHOUSE: `duckdb:${file}`, ODDSLAKE_MEMORY: '123MiB', ODDSLAKE_THREADS: '2' }
    const { effects } = recordingEffects(scene.env(home, env))
    const set = await Workspace.use(effects, ({ bronze }) =>
      bronze.first("select current_setting('memory_limit') as memory, current_setting('threads')::varchar as threads"),
    )
    expect(set).toEqual({ memory: '123.0 MiB', threads: '2' })
    expect(await readdir(path.dirname(file))).toContain('own.duckdb')
    expect(await readdir(home)).not.toContain('warehouse.duckdb')
  })

  it('kalshi.url: who is asked', async () => {
    const { code, err } = await anew(TRADES, {
      ODDSLAKE_KALSHI_URL: `${scene.replica.url}x`,
      ODDSLAKE_RETRY_ATTEMPTS: '0',
    })
    expect(code).not.toBe(0)
    expect(err).toContain(`${scene.replica.url}x/`)
  })
})

describe('a setting for one venue or resource', () => {
  it('has a name and a variable of its own', () => {
    const all = [...settings(VENUES), ...overrides(VENUES)]
    for (const field of ['name', 'env'] as const) expect(new Set(all.map((s) => s[field])).size).toBe(all.length)
  })

  /** What a resource's workers are by a file's text and an environment, and why. */
  async function workers(file: string, env: Env, resource = 'trades') {
    const folder = await scene.folder()
    await writeFile(path.join(folder, 'oddslake.config.yaml'), file)
    const { effects } = recordingEffects({ ...env, ODDSLAKE_HOME: path.join(folder, 'home') }, { cwd: folder })
    const config = await configure(effects)
    const { venue, resource: found } = selected(resource)
    return config.number('workers', { venue, resource: found })
  }

  it.each([
    ['{}', {}, 16],
    ['workers: 2', {}, 2],
    ['workers: 2', { ODDSLAKE_WORKERS: '3' }, 3],
    ['kalshi: { workers: 4 }', { ODDSLAKE_WORKERS: '3' }, 4],
    ['kalshi.workers: 4', { ODDSLAKE_KALSHI_WORKERS: '5' }, 5],
    ['kalshi: { trades: { workers: 6 } }', { ODDSLAKE_KALSHI_WORKERS: '5', ODDSLAKE_WORKERS: '3' }, 6],
    ['kalshi.trades.workers: 6', { ODDSLAKE_KALSHI_TRADES_WORKERS: '7' }, 7],
    ['kalshi.markets.workers: 8', { ODDSLAKE_MANIFOLD_WORKERS: '9' }, 16],
  ])('%j and %j make %i workers', async (file, env: Env, expected) => {
    expect(await workers(file, env)).toBe(expected)
  })

  it('acts on that resource alone', async () => {
    const args = ['pull', 'kalshi/events', 'kalshi/trades', '--since', '2026-10-01', '--json']
    const { events } = await anew(args, { ODDSLAKE_KALSHI_TRADES_FLUSH_RECORDS: '1' })
    const of = (resource: string) => events.filter((e) => e.type === 'commit' && e.resource === resource).length
    expect([of('events'), of('trades') > 3]).toEqual([1, true])
    scene.proxy.spoil('*', UNAVAILABLE)
    const failing = await anew(args, { ODDSLAKE_KALSHI_EVENTS_RETRY_ATTEMPTS: '0', ODDSLAKE_RETRY_ATTEMPTS: '2' })
    expect(waits(failing.events)).toHaveLength(2)
  })

  it('is shown where it is set, and all that could be with --all', async () => {
    const folder = await scene.folder()
    const env = scene.env(path.join(folder, 'home'), { ODDSLAKE_KALSHI_WORKERS: '5' })
    const lines = async (...args: string[]) => {
      const { out } = await oddslake(['config', ...args], env, folder)
      return out.split('\n').map((line) => line.replace(/ {2,}/, '  '))
    }
    const short = await lines()
    expect(short).toContain('workers = 16  default')
    expect(short).toContain('kalshi.workers = 5  environment (ODDSLAKE_KALSHI_WORKERS)')
    expect(short.filter((line) => line.includes('.trades.'))).toEqual([])
    expect(short.length).toBeLessThan(90)
    const all = await lines('--all')
    expect(all).toContain('kalshi.trades.workers = 5  as kalshi.workers')
    expect(all).toContain('kalshi.trades.timeout = 30  as timeout')
  })

  it('is refused when misspelt or out of range, by its nearest right name', async () => {
    const folder = await scene.folder()
    const said = async (env: Env) => (await oddslake(['config'], scene.env(folder, env), folder)).err
    expect(await said({ ODDSLAKE_KALSHI_TRADE_WORKERS: '5' })).toContain('Did you mean ODDSLAKE_KALSHI_TRADES_WORKERS?')
    expect(await said({ ODDSLAKE_KALSHI_TRADES_WORKERS: '0' })).toBe(
      'The setting kalshi.trades.workers = "0" from environment (ODDSLAKE_KALSHI_TRADES_WORKERS) is not usable: expected a whole number from 1 up to 1000. It means: Slices asked at the same time, per resource. Correct it, or leave it out for what kalshi.workers says.\n',
    )
    await writeFile(path.join(folder, 'oddslake.config.json'), '{"kalshi.trade.workers": 4}')
    expect(await said({})).toContain(
      'There is no setting "kalshi.trade.workers". Did you mean "kalshi.trades.workers"? Known: ',
    )
  })
})

function selected(resource: string) {
  const [found] = select([`kalshi/${resource}`])
  return found!
}

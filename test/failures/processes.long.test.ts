import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { realpathSync } from 'node:fs'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { COMPILED } from '../support/compiled.ts'
import { expectClear } from './support/command.ts'
import { gate } from './support/damage.ts'
import { Scene } from './support/scene.ts'

const START = path.resolve(import.meta.dirname, '../../src/cli/start.ts')

describe('two processes on one home', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open({ trades: 2000, future: 10 })
  })
  const children: ChildProcess[] = []
  afterEach(() => {
    scene.proxy.mend()
    for (const one of children) one.kill('SIGKILL')
  })
  afterAll(() => scene.close())

  /** Runs a command in a process of its own. */
  function child(home: string, args: readonly string[]): { ended: Promise<{ code: number; err: string }> } {
    const started = spawn(process.execPath, [START, ...args], {
      env: { ...process.env, ...COMPILED, ...scene.env(home) },
    })
    children.push(started)
    let err = ''
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    return { ended: once(started, 'close').then(([code]) => ({ code: Number(code), err })) }
  }

  it('let one write, send the other away, and disturb no reader', async () => {
    const home = await scene.mirror()
    const { damage, held, open } = gate()
    scene.replica.advance(3600)
    scene.proxy.spoil('/markets/trades', damage)
    const first = child(home, ['sync', 'kalshi'])
    await held
    for (const args of [['sync', 'kalshi'], ['pull', 'kalshi/trades'], ['load', '--rebuild'], ['build'], ['init']]) {
      const second = await scene.run(home, args)
      expect(second.code, second.err).toBe(75)
      expectClear(second)
      expect(second.err).toMatch(
        /Another oddslake is writing to this home \(.*warehouse\.duckdb.*PID \d+\)\)\. Wait for it to end, or stop it, and run the same command again\.\n$/,
      )
    }
    const { out } = await scene.run(home, ['query', 'select count(*) as n from silver.trades', '--format', 'json'])
    expect(JSON.parse(out)).toEqual([{ n: '2000' }])
    expect((await scene.run(home, ['status'])).code).toBe(0)
    expect((await scene.run(home, ['doctor'])).out).toMatch(
      /^ok +warehouse +.*warehouse\.duckdb is in use by another process$/m,
    )
    open()
    const { code, err } = await first.ended
    expect(code, err).toBe(0)
    expect(
      (await scene.untrue(home)).filter((table) => table !== 'silver.markets' && table !== 'silver.outcomes'),
    ).toEqual([])
  })

  it('let readers read whole snapshots while one after the other is published', async () => {
    const home = await scene.mirror()
    const published = path.join(home, 'published', 'current')
    const instance = await DuckDBInstance.create(':memory:')
    const stranger = await instance.connect()
    let isWriting = true
    const writing = (async () => {
      for (let turn = 0; turn < 4; turn++) {
        scene.replica.advance(12 * 3600)
        const { code, err } = await child(home, ['sync', 'kalshi']).ended
        expect(code, err).toBe(0)
      }
    })().finally(() => {
      isWriting = false
    })
    const seen: { by: string; trades: number; told: number }[] = []
    while (isWriting) {
      const json = ['query', WHOLE('silver.trades', 'gold.venue_activity_daily'), '--format', 'json']
      const { code, out, err } = await scene.run(home, json)
      expect(code, err).toBe(0)
      seen.push({ by: 'query', ...counts(JSON.parse(out)) })
      // As a stranger should: the link is followed once, and then one snapshot is read.
      const folder = realpathSync(published)
      const files = [`'${folder}/silver/trades/*.parquet'`, `'${folder}/gold/venue_activity_daily/*.parquet'`] as const
      seen.push({ by: 'stranger', ...counts((await stranger.runAndReadAll(WHOLE(...files))).getRowObjectsJson()) })
    }
    await writing
    stranger.closeSync()
    instance.closeSync()
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.filter(({ trades, told }) => trades !== told)).toEqual([])
    for (const by of ['query', 'stranger']) {
      const grown = seen.filter((read) => read.by === by).map((read) => read.trades)
      expect(grown).toEqual(grown.toSorted((a, b) => a - b))
      expect(new Set(grown).size).toBeGreaterThan(2)
    }
  })
})

/** Two tables that must speak of the same trades. */
const WHOLE = (trades: string, daily: string) =>
  `select (select count(*) from ${trades})::varchar as trades, (select sum(trades) from ${daily})::varchar as told`

function counts(rows: unknown): { trades: number; told: number } {
  const [row] = rows as { trades: string; told: string }[]
  return { trades: Number(row?.trades), told: Number(row?.told) }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readReplicaOptions } from './options.ts'

const main = fileURLToPath(new URL('main.ts', import.meta.url))

function run(...args: string[]) {
  return spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

describe('a replica in its own process', () => {
  it('says where it is in one line, writes the truth, and ends quietly when told to', async () => {
    const truth = mkdtempSync(join(tmpdir(), 'truth-'))
    const child = run(
      'kalshi',
      '--trades',
      '1000',
      '--seed',
      '3',
      '--until',
      '2026-10-08',
      '--days',
      '70',
      '--truth',
      truth,
    )
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { url, port } = JSON.parse(line.toString()) as { url: string; port: number }
    expect(url).toBe(`http://127.0.0.1:${port}/trade-api/v2`)
    expect((await fetch(`${url}/exchange/status`)).status).toBe(200)
    expect(readdirSync(truth)).toContain('market_summary.csv')
    expect(readFileSync(join(truth, 'trades.csv'), 'utf8').split('\n').length).toBe(1002)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    rmSync(truth, { recursive: true })
  })

  it('answers a wrong word with one sentence and code 2', async () => {
    const child = run('kalshi', '--wrold', 'simulated')
    const [said] = (await once(child.stderr, 'data')) as [Buffer]
    expect(said.toString()).toMatch(/'--wrold'\. Flags: --world, --trades,/)
    expect(await once(child, 'exit')).toEqual([2, null])
  })
})

describe('the command line', () => {
  it('reads every flag', () => {
    const words =
      'kalshi --trades 5000 --seed 8 --until 2026-10-08 --days 90 --future 2 --broken 4 --faults 3 --fault-rate 0.2 --fault-kinds limit,reset --port 9 --rate 20 --latency 5'
    expect(readReplicaOptions(words.split(' ')).options).toEqual({
      venue: 'kalshi',
      world: { kind: 'simulated', trades: 5000, seed: 8, until: '2026-10-08', days: 90, future: 2, brokenRecords: 4 },
      faults: { seed: 3, rate: 0.2, kinds: ['limit', 'reset'] },
      limit: { perSecond: 20, burst: 20 },
      port: 9,
      latencyMs: 5,
    })
  })

  it('reads what only some venues know', () => {
    const words =
      'manifold --users 70 --comments 9 --shared-times 0.6 --rate 500/60 --gzip --truth t --raw --until 2026-10-08'
    const { options, truth, raw } = readReplicaOptions(words.split(' '))
    const world = { kind: 'simulated', trades: 20_000, seed: 1, until: '2026-10-08' }
    expect([truth, raw]).toEqual(['t', true])
    expect(options).toEqual({
      venue: 'manifold',
      world: { ...world, users: 70, comments: 9, sharedTimes: 0.6 },
      faults: null,
      limit: { most: 500, seconds: 60 },
      gzip: true,
    })
  })

  it('reads how a service is set up, and what its customers may ask', () => {
    const words = 'dome --key k --rows 2025 --dead-prices 3 --ended --tier free'
    const { options } = readReplicaOptions(words.split(' '))
    expect(options.world).toMatchObject({ dome: { key: 'k', rows: 2025, deadPrices: 3, ended: true } })
    expect(options.limit).toEqual([
      { most: 10, seconds: 1 },
      { most: 100, seconds: 10 },
    ])
  })

  it('names the right words next to a wrong one', () => {
    const wrong: [string, RegExp][] = [
      ['kalsi', /Did you mean "kalshi"/],
      ['', /Name one venue: kalshi/],
      ['kalshi --world lake', /simulated, recorded/],
      ['kalshi --world recorded', /--from FOLDER/],
      ['kalshi --trades many', /--trades takes a number/],
      ['kalshi --faults 1 --fault-kinds rest', /Did you mean "reset"/],
      ['kalshi --fault-rate 0.5', /needs --faults/],
      ['kalshi --faults 1 --fault-rate 7', /between 0 and 1/],
      ['manifold --rate 500/often', /--rate takes a number/],
      ['dome --tier gold', /free, dev, pro/],
      ['dome --tier dev --rate 5', /either --tier or --rate/],
      ['dome --rows 2024', /2025 or 2026/],
    ]
    for (const [words, reason] of wrong)
      expect(() => readReplicaOptions(words.split(' ').filter(Boolean))).toThrow(reason)
  })
})

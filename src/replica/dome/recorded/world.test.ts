import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Row } from '../../testing/walk.ts'
import { ask, walk } from '../testing.ts'
import { recordedWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'dome-recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = [
  '{"market_slug":"a","condition_id":"0x1","start_time":30,"volume_total":5.50,"tags":[],"side_a":{"id":"11","label":"Yes"},"side_b":{"id":"12","label":"No"},"status":"open","title":"Ärger"}',
  '{"market_slug":"b", "condition_id":"0x2","start_time":20,"volume_total":7e1,"tags":["NBA"],"side_a":{"id":"21","label":"Over"},"side_b":{"id":"22","label":"Under"},"status":"closed"}',
  '{"market_slug":"c","condition_id":"0x3","start_time":null,"volume_total":0,"tags":["NBA"],"side_a":{"id":"31","label":"Up"},"side_b":{"id":"32","label":"Down"},"status":"open"}',
]
writeFileSync(join(folder, 'markets.ndjson'), `${lines.join('\n')}\n`)
const world = recordedWorld({ kind: 'recorded', from: folder })

describe('a recorded Dome', () => {
  const bodyOf = (query: string) => {
    const url = new URL(`http://world/polymarket/markets${query}`)
    const asked = { method: 'GET', path: url.pathname, query: url.searchParams, authorization: 'Bearer key' }
    return Buffer.concat(world.answer(asked).body as Uint8Array[]).toString()
  }

  it('serves every line byte for byte, in the order of the list', () => {
    expect(bodyOf('')).toContain(`[${lines.join(',')}]`)
    expect(bodyOf('?min_volume=0')).toContain(`[${[lines[1], lines[0], lines[2]].join(',')}]`)
    expect(bodyOf('?tags=NBA&status=open')).toContain(`[${lines[2]}]`)
    expect(bodyOf('?token_id=22')).toContain(`[${lines[1]}]`)
    expect(bodyOf('?search=%C3%A4rger')).toContain(`[${lines[0]}]`)
    expect(walk(world, '/polymarket/markets?limit=1', 'markets').length).toBe(3)
  })

  it('knows no prices, and nothing else', () => {
    expect(ask(world, '/polymarket/market-price/11').status).toBe(404)
    for (const [path, name] of [
      ['orders', 'orders'],
      ['events', 'events'],
      ['orderbooks?token_id=11', 'snapshots'],
    ] as const)
      expect(ask(world, `/polymarket/${path}`).body[name]).toEqual([])
    expect(() => recordedWorld({ kind: 'recorded', from: join(folder, 'nope') })).toThrow(/markets\.ndjson/)
  })
})

const root = process.env.ODDSLAKE_TEST_RECORDINGS ?? resolve(import.meta.dirname, '../../../../../shared/real')
const real = join(root, 'worlds/dome')
if (!existsSync(real)) process.stderr.write(`\nSKIPPED: Dome's real recordings, because ${real} is not there.\n\n`)

describe.skipIf(!existsSync(real))('recordings of the real Dome', () => {
  it('are all reached by a walk, with and without filter', () => {
    const recorded = recordedWorld({ kind: 'recorded', from: real })
    const rows = readFileSync(join(real, 'markets.ndjson'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Row)
    const sorted = (some: Row[]) => some.map((row) => JSON.stringify(row)).sort()
    expect(sorted(walk(recorded, '/polymarket/markets?limit=3', 'markets'))).toEqual(sorted(rows))
    expect(sorted(walk(recorded, '/polymarket/markets?limit=4&status=open', 'markets'))).toEqual(sorted(rows))
  })
})

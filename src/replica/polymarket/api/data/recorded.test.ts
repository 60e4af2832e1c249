import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { recordings } from '../../../../../test/support/recordings.ts'
import { ask, askJson, bodyOf, type Row } from '../../../testing/walk.ts'
import { recordedWorld } from '../../recorded/world.ts'
import { refusal } from './testing.ts'

const folder = mkdtempSync(join(tmpdir(), 'oddslake-recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const row = (wallet: string, condition: string, at: number, price: string) =>
  `{"proxyWallet":"${wallet}", "side":"BUY","conditionId":"${condition}","size":1.50,"price":${price},"timestamp":${at}}`
const lines = [
  row('0xAb', '0x1', 5, '0.5400000529000072'),
  row('0xab', '0x2', 7, '1e-3'),
  row('0xcd', '0x1', 5, '0.10'),
  row('0xcd', '0x1', 9, '0.3'),
] as const
writeFileSync(join(folder, 'trades.ndjson'), `${lines.join('\n')}\n`)
const world = recordedWorld({ kind: 'recorded', from: folder })
const body = (query: string) => bodyOf(ask(world, `/data/trades?${query}`))

it('serves recorded trades byte for byte, newest first, by their own fields', () => {
  const [a, b, c, d] = lines
  expect(body('')).toBe(`[${d},${b},${a},${c}]`)
  expect(body('market=0x1&offset=1&limit=1')).toBe(`[${a}]`)
  expect(body('user=0xAB')).toBe(`[${b},${a}]`)
  expect(body('side=SELL')).toBe('[]')
  expect(refusal(world, '/data/trades?offset=10001')[0]).toBe(400)
})

it('knows nothing but trades', () => {
  expect(refusal(world, '/data/v2/trades')).toEqual([404, expect.objectContaining({ code: 'not_found' })])
  for (const path of ['/data/activity?user=0xab', '/data/holders?market=0x1', '/clob/book?token_id=1'])
    expect(refusal(world, path)[0]).toBe(404)
  expect(askJson(world, '/clob/prices-history?market=1&interval=1d')).toEqual({ history: [] })
})

const real = recordings('worlds/polymarket')
it.runIf(real !== undefined)('serves every real trade as it was recorded', () => {
  const recorded = readFileSync(join(real!, 'trades.ndjson'), 'utf8').trimEnd().split('\n')
  const served = recordedWorld({ kind: 'recorded', from: real! })
  expect(bodyOf(ask(served, '/data/trades?limit=10000')).length).toBe(recorded.join(',').length + 2)
  const walked = [0, 500, 1000, 1500].flatMap((offset) =>
    askJson<Row[]>(served, `/data/trades?limit=500&offset=${offset}`),
  )
  expect(walked.map((each) => JSON.stringify(each)).sort()).toEqual(
    recorded.map((line) => JSON.stringify(JSON.parse(line))).sort(),
  )
})

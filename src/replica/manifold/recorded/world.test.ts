import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row } from '../../testing/walk.ts'
import { walkBets } from '../testing.ts'
import { recordedWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'oddsrep-recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = {
  users: [
    '{"id":"u1","username":"ann", "createdTime":1600000000000,"balance":1e3}',
    '{"id":"u2","username":"bob","createdTime":1600000001000,"balance":-0.5}',
  ],
  markets: [
    '{"id":"m1","slug":"first","createdTime":1650000000000,"question":"é?","outcomeType":"BINARY","probability":0.50,"isResolved":false}',
    '{"id":"m2","slug":"second","createdTime":1660000000000,"outcomeType":"POLL","isResolved":true,"resolutionTime":1}',
  ],
  bets: [
    '{"id":"b1","contractId":"m1","userId":"u1","createdTime":1651000000000,"amount":10,"shares":20}',
    '{"id": "b2","contractId":"m1","userId":"u2","createdTime":1651000000000,"amount":-4.0,"shares":-8,"isRedemption":true}',
    '{"id":"b1","contractId":"m1","userId":"u1","createdTime":1652000000000,"amount":-5,"shares":-9}',
    '{"id":"b3","contractId":"m1","userId":"u1","createdTime":1653000000000,"amount":0,"shares":0,"isRedemption":true}',
  ],
}
for (const [name, rows] of Object.entries(lines)) writeFileSync(join(folder, `${name}.ndjson`), `${rows.join('\n')}\n`)
const world = recordedWorld({ kind: 'recorded', from: folder })

describe('a recorded Manifold', () => {
  it('serves every line byte for byte', () => {
    expect(bodyOf(ask(world, '/v0/users?order=asc'))).toBe(`[${lines.users.join(',')}]`)
    expect(bodyOf(ask(world, '/v0/markets'))).toBe(`[${lines.markets.toReversed().join(',')}]`)
    expect(bodyOf(ask(world, '/v0/bets?order=asc'))).toBe(`[${lines.bets.slice(0, 3).join(',')}]`)
    expect(bodyOf(ask(world, '/v0/bets?order=asc&includeZeroShareRedemptions=true'))).toBe(`[${lines.bets.join(',')}]`)
    expect(bodyOf(ask(world, '/v0/market/m1'))).toBe(lines.markets[0])
  })

  it('keeps the rules of the API', () => {
    expect(askJson<Row[]>(world, '/v0/bets?filterRedemptions=true')).toEqual([])
    expect(askJson<Row[]>(world, '/v0/bets?afterTime=1651000000000').length).toBe(1)
    expect(askJson<Row[]>(world, '/v0/search-markets?filter=resolved').length).toBe(1)
    expect(askJson(world, '/v0/market/m1/prob')).toEqual({ prob: 0.5 })
    expect(ask(world, '/v0/users?before=nobody').status).toBe(404)
    expect(() => recordedWorld({ kind: 'recorded', from: join(folder, 'nope') })).toThrow(/users\.ndjson/)
  })
})

const root = process.env.ODDSLAKE_TEST_RECORDINGS ?? resolve(import.meta.dirname, '../../../../../shared/real')
const real = join(root, 'worlds/manifold')
if (!existsSync(real)) {
  process.stderr.write(`\nSKIPPED: Manifold's real recordings, because ${real} is not there.\n\n`)
}

describe.skipIf(!existsSync(real))('recordings of the real Manifold', () => {
  const read = (name: string) =>
    readFileSync(join(real, `${name}.ndjson`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')

  it('are all reached by walks, bets with pages that overlap', () => {
    const recorded = recordedWorld({ kind: 'recorded', from: real })
    for (const name of ['users', 'markets']) {
      const body = bodyOf(ask(recorded, `/v0/${name}?limit=1000`))
      for (const line of read(name)) expect(body.includes(line)).toBe(true)
    }
    const keys = read('bets').map((line) => JSON.parse(line) as Row)
    const found = new Set(walkBets(recorded, '/v0/bets', 100).map((bet) => `${bet.id} ${bet.createdTime}`))
    expect(found).toEqual(new Set(keys.map((bet) => `${bet.id} ${bet.createdTime}`)))
  })
})

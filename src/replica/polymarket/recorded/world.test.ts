import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ask, askJson, bodyOf, type Row } from '../../testing/walk.ts'
import { walkClob, walkGamma } from '../walking.ts'
import { recordedWorld } from './world.ts'

const folder = mkdtempSync(join(tmpdir(), 'oddslake-recorded-'))
afterAll(() => rmSync(folder, { recursive: true }))

const lines = {
  markets: [
    '{"id":"20","slug":"b","question":"é? ","closed":true,"clobTokenIds":"[\\"7\\", \\"8\\"]","volumeNum":5e-1}',
    '{"id":"9","slug":"a", "closed":true,"conditionId":"0x1","events":[{"id":"1","tags":[{"id":"3","slug":"x"}]}]}',
    '{"id":"20","slug":"b","closed":true,"volumeNum":12.50}',
    '{"id":"100","slug":"c","closed":false,"endDate":"2026-01-01T00:00:00Z"}',
  ],
  events: ['{"id":"1","closed":true,"tags":[{"id":"3","slug":"x"}],"series":[{"id":"2","slug":"s"}],"markets":[]}'],
  clob_markets: ['{"condition_id":"","tokens":[]}', '{"condition_id":"0x1","tokens":[],"rewards":{"rates":[{}]}}'],
}
for (const [name, rows] of Object.entries(lines)) writeFileSync(join(folder, `${name}.ndjson`), `${rows.join('\n')}\n`)
const world = recordedWorld({ kind: 'recorded', from: folder })

describe('a recorded Polymarket', () => {
  it('serves every line byte for byte, by rising id, two lines of one id both', () => {
    const [first, second, third, open] = lines.markets as [string, string, string, string]
    expect(bodyOf(ask(world, '/gamma/markets?closed=true'))).toBe(`[${second},${first},${third}]`)
    expect(bodyOf(ask(world, '/gamma/markets?id=20&closed=true'))).toBe(`[${first},${third}]`)
    expect(bodyOf(ask(world, '/gamma/markets/100'))).toBe(open)
    expect(bodyOf(ask(world, '/gamma/events/1'))).toBe(lines.events[0])
    expect(bodyOf(ask(world, '/clob/markets'))).toContain(`[${lines.clob_markets.join(',')}]`)
    expect(bodyOf(ask(world, '/clob/markets/0x1'))).toBe(lines.clob_markets[1])
  })

  it("filters and orders by the records' own fields", () => {
    const ids = (query: string) => askJson<Row[]>(world, `/gamma/markets?${query}`).map(({ id }) => id)
    expect(ids('closed=true&clob_token_ids=8')).toEqual(['20'])
    expect(ids('closed=true&condition_ids=0x1&condition_ids=0x2')).toEqual(['9'])
    expect(ids('closed=true&volume_num_min=1')).toEqual(['20'])
    expect(ids('closed=true&tag_id=3')).toEqual(['9'])
    expect(ids('closed=true&order=volumeNum&ascending=false')).toEqual(['20', '20', '9'])
    expect(ids('end_date_max=2026-01-02')).toEqual(['100'])
    expect(askJson(world, '/gamma/tags')).toEqual([{ id: '3', slug: 'x' }])
    expect(askJson<Row>(world, '/clob/sampling-markets').count).toBe(1)
  })
})

const root = process.env.ODDSLAKE_TEST_RECORDINGS ?? resolve(import.meta.dirname, '../../../../../shared/real')
const real = join(root, 'worlds/polymarket')
if (!existsSync(real)) {
  process.stderr.write(`\nSKIPPED: Polymarket's real recordings, because ${real} is not there.\n\n`)
}

describe.skipIf(!existsSync(real))('recordings of the real Polymarket', () => {
  const read = (name: string) =>
    readFileSync(join(real, `${name}.ndjson`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')

  it('are all reached by walks, and none else', () => {
    const recorded = recordedWorld({ kind: 'recorded', from: real })
    for (const name of ['markets', 'events'] as const) {
      const found = [...walkGamma(recorded, name, 'closed=false'), ...walkGamma(recorded, name, 'closed=true')]
      const lines = read(name)
      const idOf = (line: string) => (JSON.parse(line) as Row).id as string
      expect(found.map(({ id }) => id).sort()).toEqual(lines.map(idOf).sort())
      const some = lines.filter((_, i) => i % 40 === 0)
      for (const line of some) expect(bodyOf(ask(recorded, `/gamma/${name}/${idOf(line)}`))).toBe(line)
    }
    expect(walkClob(recorded, 'markets').length).toBe(read('clob_markets').length)
    const body = bodyOf(ask(recorded, '/clob/markets'))
    for (const line of read('clob_markets')) expect(body.includes(line)).toBe(true)
  })
})

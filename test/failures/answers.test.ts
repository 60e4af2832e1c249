import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectClear, failures } from './support/command.ts'
import { bytes, coded, instead, inTitle, text } from './support/damage.ts'
import type { Damage } from './support/proxy.ts'
import { published, Scene } from './support/scene.ts'

/** A broken answer: where it comes, and what is said of it. */
type Case = {
  readonly name: string
  readonly path: string
  readonly damage: Damage
  /** Expected, and what came instead. */
  readonly says: string
  /** 1 unless given. */
  readonly code?: number
  /** After four tries unless given. */
  readonly tries?: number
}

const DEEP = 100_000
const cutOff = bytes((body) => body.subarray(0, Math.floor(body.length * 0.6)))

const BROKEN: readonly Case[] = [
  {
    name: 'JSON that is cut off',
    path: '/markets',
    damage: cutOff,
    says: 'expected a whole answer, got one that ends inside a value after',
  },
  {
    name: 'JSON that is cut off, of a list without pages',
    path: '/series',
    damage: cutOff,
    says: 'expected a whole answer, got one that ends inside a value after',
  },
  {
    name: 'no list',
    path: '/markets',
    damage: text(() => '{"cursor":""}'),
    says: 'expected a list under "markets", got {"cursor":""}',
  },
  {
    name: 'null for the list',
    path: '/markets',
    damage: text(() => '{"markets":null,"cursor":""}'),
    says: 'expected a list under "markets", got null',
  },
  {
    name: 'an object for the list',
    path: '/events',
    damage: text(() => '{"events":{},"cursor":""}'),
    says: 'expected a list under "events", got {}',
  },
  {
    name: 'text for the list',
    path: '/events',
    damage: text(() => '{"events":"none"}'),
    says: 'expected a list under "events", got "none"',
  },
  {
    name: 'two lists of one name',
    path: '/markets',
    damage: text((t) => t.replace('{', '{"markets":[],')),
    says: 'expected one list under "markets", got two',
  },
  {
    name: '200 with an error in it',
    path: '/events',
    damage: text(() => '{"error":{"code":"internal","message":"oops"}}'),
    says: 'expected a list under "events", got {"error":{"code":"internal","message":"oops"}}',
  },
  {
    name: 'HTML',
    path: '/markets',
    damage: instead(200, '<!DOCTYPE html><h1>Maintenance</h1>', { 'content-type': 'text/html' }),
    says: 'expected an object with "markets", got <!DOCTYPE html><h1>Maintenance</h1>',
  },
  { name: 'an empty body', path: '/events', damage: text(() => ''), says: 'expected JSON, got an empty body' },
  { name: 'white space', path: '/events', damage: text(() => ' \n '), says: 'expected JSON, got an empty body' },
  {
    name: 'something behind the JSON',
    path: '/markets',
    damage: text((t) => `${t}garbage`),
    says: 'expected JSON, got {"cursor":"","markets":[]}garbage',
  },
  {
    name: 'a byte order mark',
    path: '/markets',
    damage: text((t) => `\ufeff${t}`),
    says: 'expected an object with "markets", got ',
  },
  {
    name: 'a number for the cursor',
    path: '/markets',
    damage: text((t) => t.replace(/"cursor":"[^"]*"/, '"cursor":5')),
    says: 'expected text under "cursor", got 5',
    tries: 1,
  },
  {
    name: 'bytes that are no UTF-8',
    path: '/markets',
    damage: inTitle(0xff),
    says: 'expected UTF-8 text, got other bytes',
  },
  {
    name: 'the control character that frames records',
    path: '/markets',
    damage: inTitle(2),
    says: 'expected JSON, got a raw control character (0x02)',
  },
  {
    name: 'gzip that is none',
    path: '/markets',
    damage: coded('gzip', (b) => b),
    says: 'expected gzip, got damaged bytes (incorrect header check)',
  },
  {
    name: 'gzip that is cut off',
    path: '/markets',
    damage: coded('gzip', (b) => gzipSync(b).subarray(0, -9)),
    says: 'expected gzip, got damaged bytes (unexpected end of file)',
  },
  {
    name: 'gzip with a flipped byte',
    path: '/markets',
    damage: coded('gzip', (b) => flipped(gzipSync(b))),
    says: 'expected gzip, got damaged bytes (',
  },
  {
    name: 'a coding that was not asked for',
    path: '/markets',
    damage: coded('br', (b) => b),
    says: 'expected gzip or plain text, got content-encoding br',
  },
  {
    name: 'terminal codes',
    path: '/markets',
    damage: text(() => '\u001b[2J{"cursor":""}'),
    says: 'expected an object with "markets", got \ufffd[2J{"cursor":""}',
  },
  {
    name: '400',
    path: '/markets',
    damage: instead(400, '{"msg":"bad limit"}'),
    says: 'expected 200, got 400 {"msg":"bad limit"}',
    tries: 1,
  },
  {
    name: '404 of one resource',
    path: '/markets',
    damage: instead(404, 'not here'),
    says: 'expected 200, got 404 not here',
    code: 2,
    tries: 1,
  },
  {
    name: '500',
    path: '/markets',
    damage: instead(500, '{"error":"x"}'),
    says: 'expected 200, got 500 {"error":"x"}',
    code: 75,
  },
  {
    name: '503 with an empty body',
    path: '/markets',
    damage: instead(503, '', { 'retry-after': '0' }),
    says: 'expected 200, got 503 (empty body)',
    code: 75,
  },
  {
    name: '429 that asks for an hour',
    path: '/markets',
    damage: instead(429, 'slow down', { 'retry-after': '3600' }),
    says: 'expected 200, got 429 slow down (the venue asks to wait 3600 s)',
    code: 75,
    tries: 1,
  },
]

const NEXT: Readonly<Record<number, RegExp>> = {
  1: /\. (Run the same command again; if it stays, the venue has changed its answers|Check the names that were given)/,
  2: /\. Check the base address in ODDSLAKE_KALSHI_URL/,
  75: /\. Run the same command again to continue; if it stays, check the network and the base address in ODDSLAKE_KALSHI_URL\.$/,
}

describe('a broken answer', () => {
  let scene: Scene
  let home: string
  beforeAll(async () => {
    scene = await Scene.open()
    home = await scene.folder()
  })
  afterEach(() => scene.proxy.mend())
  afterAll(() => scene.close())

  it.each(BROKEN)('$name', async ({ path, damage, says, code = 1, tries = 4 }) => {
    const resource = path.slice(1)
    scene.proxy.spoil(path, damage)
    const ended = await scene.run(home, ['pull', `kalshi/${resource}`])
    scene.proxy.mend()
    expect(ended.code).toBe(code)
    expectClear(ended)
    const [told, ...more] = failures(ended)
    expect(more).toEqual([])
    expect(told).toMatch(new RegExp(`^kalshi/${resource} (live )?all at 2026-10-07T23:58:00Z: \\[?GET\\]? \\S*${path}`))
    expect(told).toContain(`: ${says}`)
    expect(told?.includes(' after 4 tries')).toBe(tries === 4)
    expect(told).toMatch(NEXT[code]!)
  })

  it('costs nothing but time: the next run completes the home', () => scene.heals(home))

  it.each([
    { resource: 'series', lacking: ['silver.series', 'silver.events', 'silver.markets', 'gold.market_summary'] },
    { resource: 'markets', lacking: ['silver.markets', 'silver.outcomes', 'gold.market_summary'] },
  ])('of $resource does not stop the others', async ({ resource, lacking }) => {
    const fresh = await scene.folder()
    scene.proxy.spoil(`/${resource}`, cutOff)
    const ended = await scene.sync(fresh)
    expect(ended.code).toBe(1)
    expect(failures(ended)).toHaveLength(1)
    expect((await scene.untrue(fresh)).filter((table) => !lacking.includes(table))).toEqual([])
    await scene.heals(fresh)
  })

  it('that breaks what a plan is made from fails the resources that need it, and no other', async () => {
    const fresh = await scene.folder()
    for (const broken of ['{"error":"oops"}', 'null', '{"market_settled_ts":"soon","trades_created_ts":5}']) {
      scene.proxy.spoil(
        '/historical/cutoff',
        text(() => broken),
      )
      const ended = await scene.sync(fresh)
      expect(ended.code).toBe(1)
      expectClear(ended)
      const told = failures(ended)
      expect(told.map((line) => line.split(': ')[0])).toEqual(['kalshi/markets', 'kalshi/trades'])
      for (const line of told)
        expect(line).toMatch(
          /cutoff: expected an instant in "market_settled_ts", got .* after 4 tries\. Run the same command again/,
        )
    }
    expect(await published(fresh, 'select series_id from silver.series')).not.toEqual([])
    await scene.heals(fresh)
  })

  it('that is absurdly deep or large is read, or refused with a limit to raise', async () => {
    const fresh = await scene.folder()
    const nested = '['.repeat(DEEP) + ']'.repeat(DEEP)
    const unheardOf = (value: string) => text((body) => body.replace('"ticker":', `"unheard_of":${value},"ticker":`))
    scene.proxy.spoil('/markets', unheardOf(nested))
    expect((await scene.run(fresh, ['pull', 'kalshi/markets'])).code).toBe(0)

    scene.proxy.spoil('/markets', unheardOf(`"${'x'.repeat(30e6)}"`))
    const args = ['pull', 'kalshi/markets', '--full']
    const ended = await scene.run(fresh, args, { ODDSLAKE_MEMORY: '100MB' })
    expect(ended.code).toBe(1)
    expectClear(ended)
    expect(failures(ended)).toEqual([
      expect.stringMatching(
        /^kalshi\/markets: The memory limit was reached \(.*\)\. Raise it with ODDSLAKE_MEMORY, for example ODDSLAKE_MEMORY=1GB\.$/,
      ),
    ])
    const again = await scene.run(fresh, args)
    expect(again.code, again.err).toBe(0)
    scene.proxy.mend()
    const healed = await scene.run(fresh, ['sync', 'kalshi'])
    expect(healed.code, healed.err).toBe(0)
    expect(await scene.untrue(fresh)).toEqual([])
  })

  it('in many slices is told three times and counted', async () => {
    const fresh = await scene.folder()
    scene.proxy.spoil('/markets/trades', (reply, query) =>
      query.has('min_ts') ? { ...reply, body: Buffer.from('{}') } : reply,
    )
    const ended = await scene.run(fresh, ['sync', 'kalshi'], { ODDSLAKE_RETRY_ATTEMPTS: '1' })
    expect(ended.code).toBe(1)
    expectClear(ended)
    const told = failures(ended)
    expect(told.length, ended.err).toBe(4)
    expect(told.slice(0, 3)).toEqual(
      Array(3).fill(expect.stringMatching(/^kalshi\/trades live \S+: .*expected a list under "trades", got \{\}/)),
    )
    expect(told[3]).toBe('kalshi/trades: 27 more like these; logs/oddslake.log in the home tells them all')
    await scene.heals(fresh)
  })
})

function flipped(body: Buffer): Buffer {
  const at = Math.floor(body.length / 2)
  body[at] = body[at]! ^ 0xff
  return body
}

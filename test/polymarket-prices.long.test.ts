import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LoggedRequest } from '../src/replica/index.ts'
import { polymarket } from '../src/venues/polymarket/index.ts'
import { asSent, inHome, Mirror } from './contract/mirror.ts'
import { runChild } from './storm/process.ts'

/** Some 200 tokens with histories of up to 16 days, one or two windows each. */
const world = { kind: 'simulated', trades: 600, markets: 110, seed: 4, days: 16, until: '2026-10-08' } as const
const SYNC = ['sync', 'polymarket/prices_history', '--json']

let mirror: Mirror
let home: string
beforeAll(async () => {
  mirror = await Mirror.open(polymarket, { world })
  home = await mirror.home()
  await mirror.run(home, ['sync', 'polymarket/events', 'polymarket/markets'])
})
afterAll(() => mirror.close())

const asked = (requests: readonly LoggedRequest[]) =>
  requests.filter(({ path }) => path.endsWith('/prices-history')).map(asSent)

/** Windows that are in bronze, as they were asked. */
const held = () =>
  inHome(home, async (connection) => {
    const rows = await connection.rows<{ request: string }>(
      "select distinct request from bronze where resource = 'prices_history'",
    )
    return new Set(rows.map(({ request }) => request))
  })

it('histories of many tokens go on after kills without asking again for what is there', async () => {
  let before = 0
  for (const after of [1, 400, 900]) {
    const have = before === 0 ? new Set<string>() : await held()
    const first = mirror.replica.requests().length
    const env = { ...mirror.env(home), ODDSLAKE_FLUSH_SECONDS: '0.1' }
    const ended = await runChild(SYNC, env, { after, clock: 'new' })
    expect(ended.killed).toBe(true)
    const sent = asked(mirror.replica.requests().slice(first))
    expect(sent.filter((request) => have.has(request.replace('/clob', '')))).toEqual([])
    before += sent.length
  }
  const have = await held()
  expect(have.size).toBeGreaterThan(0)
  const rest = await mirror.run(home, SYNC)
  expect(rest.code, rest.err).toBe(0)
  expect(asked(rest.requests).filter((request) => have.has(request.replace('/clob', '')))).toEqual([])
  expect(asked((await mirror.run(home, SYNC)).requests)).toEqual([])

  const tokens = await inHome(home, (connection) =>
    connection.rows<{ token: string; n: string; distinct_n: string }>(
      'select outcome_id as token, count(*) as n, count(distinct "at") as distinct_n from silver.prices group by 1 order by 1',
    ),
  )
  expect(tokens.length).toBeGreaterThan(150)
  for (const { n, distinct_n } of tokens) expect(n).toBe(distinct_n)
  for (const { token } of tokens.filter((_, i) => i % 20 === 0)) expect(await missing(token)).toEqual([])
})

/** What is newer than this may come late and is asked again by the next run. */
const SETTLED = '2026-10-07T23:54'

/** Settled minutes of a token's truth that are not held. */
async function missing(token: string): Promise<string[]> {
  const text = [...mirror.replica.world.pricesOf!(token)!.pieces()].join('')
  const known = await inHome(home, (connection) =>
    connection.rows<{ at: string; price: string }>(
      `select strftime("at", '%Y-%m-%dT%H:%M:%S.%fZ') as "at", price::varchar as price from silver.prices where outcome_id = '${token}'`,
    ),
  )
  const rows = new Set(known.map(({ at, price }) => `${at} ${price}`))
  const [head, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','))
  const [at, price] = [head!.indexOf('at'), head!.indexOf('price')]
  const settled = lines.map((line) => `${line[at]} ${line[price]}`).filter((row) => row < SETTLED)
  expect(settled.length).toBeGreaterThan(0)
  return settled.filter((row) => !rows.has(row))
}

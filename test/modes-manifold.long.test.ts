import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Replica, startReplica } from '../src/replica/index.ts'
import { oddslake } from './failures/support/command.ts'
import { published } from './failures/support/scene.ts'

let folder: string
let replica: Replica
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oddslake-modes-'))
  const world = { kind: 'simulated', trades: 2_000, seed: 3, days: 5, until: '2026-10-08' } as const
  replica = await startReplica({ venue: 'manifold', world })
  await sync('whole', 'manifold')
})
afterAll(async () => {
  await replica.close()
  await rm(folder, { recursive: true, force: true })
})

async function sync(home: string, ...args: readonly string[]): Promise<string> {
  const env = {
    ODDSLAKE_HOME: path.join(folder, home, 'lake'),
    ODDSLAKE_MANIFOLD_URL: replica.url,
    ODDSLAKE_MANIFOLD_API_REQUESTS: '1000000',
    ODDSLAKE_MANIFOLD_API_BURST: '1000',
  }
  const { code, err } = await oddslake(['sync', ...args], env, folder)
  expect(code, err).toBe(0)
  return err
}

const ids = async (home: string, query: string) =>
  (await published<{ id: string }>(path.join(folder, home, 'lake'), query)).map((row) => row.id).sort()

const trades = 'select trade_id as id from silver.trades'
const markets = 'select market_id as id from silver.markets'

describe('part of Manifold', () => {
  it('--limit takes so many users and markets, and the bets of so many; a plain sync takes the rest', async () => {
    await sync('limit', 'manifold', '--limit', '5')
    expect(await ids('limit', 'select trader_id as id from silver.traders')).toHaveLength(5)
    const some = await ids('limit', markets)
    expect(some).toHaveLength(5)
    const theirs = await ids('whole', `${trades} where market_id in ('${some.join("','")}')`)
    expect(await ids('limit', trades)).toEqual(theirs)
    await sync('limit', 'manifold')
    for (const all of [trades, markets]) expect(await ids('limit', all)).toEqual(await ids('whole', all))
  })

  it('--trader takes the bets of those traders alone, also on named markets', async () => {
    const [trader] = await ids(
      'whole',
      'select trader_id as id from silver.trades group by 1 order by count(*) desc limit 1',
    )
    const err = await sync('trader', 'manifold', '--trader', trader!)
    expect(err).toContain('Left out, because they take no --trader: manifold/users, manifold/markets.')
    const theirs = await ids('whole', `${trades} where trader_id = '${trader}'`)
    expect(await ids('trader', trades)).toEqual(theirs)
    const [market] = await ids(
      'whole',
      `select market_id as id from silver.trades where trader_id = '${trader}' limit 1`,
    )
    await sync('both', 'manifold/bets', '--trader', trader!, '--market', market!)
    const both = await ids('whole', `${trades} where trader_id = '${trader}' and market_id = '${market}'`)
    expect(await ids('both', trades)).toEqual(both)
  })

  it.each(['open', 'closed', 'resolved'])('--status %s takes the bets of those markets', async (status) => {
    await sync(status, 'manifold/markets')
    await sync(status, 'manifold/bets', '--status', status)
    const of = `${trades} where market_id in (select market_id from silver.markets where status = '${status}')`
    expect(await ids(status, trades)).toEqual(await ids('whole', of))
  })

  it('--chunk-size changes nothing in the end', async () => {
    await sync('chunks', 'manifold', '--chunk-size', '50')
    for (const all of [trades, markets]) expect(await ids('chunks', all)).toEqual(await ids('whole', all))
  })
})

import { expect, it } from 'vitest'
import { manifold } from '../src/venues/manifold/index.ts'
import { inHome, Mirror } from './contract/mirror.ts'

const BETS = 200_000

it('200,000 bets, six in ten of which share a millisecond with a neighbour, are mirrored with none lost and none repeated', async () => {
  const world = { kind: 'simulated', trades: BETS, seed: 7, sharedTimes: 0.6, until: '2026-10-08' } as const
  const mirror = await Mirror.open(manifold, { world })
  try {
    const home = await mirror.home()
    const { code, err, requests } = await mirror.run(home, ['sync', 'manifold', '--json'])
    expect(code, err).toBe(0)
    const pages = requests.map(({ query }) => new URLSearchParams(query)).filter((query) => !query.has('count'))
    expect(pages.filter((query) => Number(query.get('limit')) > 1000)).toEqual([])
    const counts = await inHome(home, (connection) =>
      connection.first<{ bets: string; keys: string; shared: string; twice: string }>(
        `select count(*) as bets, count(distinct key) as keys,
           sum(case when n > 1 then 1 else 0 end) as shared, count(*) - count(distinct (key, content_hash)) as twice
         from (select key, content_hash, count(*) over (partition by split_part(key, '@', 2)) as n from bronze where resource = 'bets')`,
      ),
    )
    const shared = Number(counts?.shared) / Number(counts?.bets)
    process.stdout.write(
      `bets ${counts?.bets}, of which ${(100 * shared).toFixed(1)} % share a millisecond; stored twice: ${counts?.twice}; requests ${requests.length}\n`,
    )
    expect(shared).toBeGreaterThan(0.5)
    expect(Number(counts?.twice)).toBe(0)
    const differing = (await mirror.differences(home)).map(({ table }) => table)
    for (const table of ['silver.trades', 'silver.orders', 'silver.prices']) expect(differing).not.toContain(table)
  } finally {
    await mirror.close()
  }
})

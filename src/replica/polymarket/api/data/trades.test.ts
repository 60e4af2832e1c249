import { expect, it } from 'vitest'
import { readReplicaOptions } from '../../../options.ts'
import { readTruth } from '../../../testing/truth.ts'
import { askJson, bodyOf, type Row } from '../../../testing/walk.ts'
import { simulatedWorld } from '../../simulated/world.ts'
import { refusal, truthOf, truthText, walkCursors, walkOffsets } from './testing.ts'

const options = {
  kind: 'simulated',
  trades: 3600,
  seed: 5,
  until: '2026-10-08',
  future: 2,
  polymarket: { bigMarket: 2100 },
} as const
const world = simulatedWorld(options)
const trades = readTruth(world, 'trades')
const byMarket = Map.groupBy(trades, (row) => row.market_id!)
const [big] = [...byMarket].sort((a, b) => b[1].length - a[1].length)[0]!
const own = byMarket.get(big)!.map(truthText).sort()
const ofBig = `/data/trades?market=${big}`

it('serves the truth of a market by offsets of any size and by cursors, takers alone or with their makers', () => {
  expect(trades.length).toBe(3600)
  expect(own.length).toBeGreaterThanOrEqual(2100)
  for (const limit of [500, 10_000]) expect(walkOffsets(world, ofBig, limit).map(truthOf).sort()).toEqual(own)
  expect(walkCursors(world, `/data/v2/trades?condition=${big}&limit=1000`).map(truthOf).sort()).toEqual(own)
  const fills = readTruth(world, 'fills', (line) => line.includes(big) || line.startsWith('venue'))
  const expected = fills.map(truthText).sort()
  expect(walkOffsets(world, `${ofBig}&takerOnly=false`, 1000).map(truthOf).sort()).toEqual(expected)
  const shares = Map.groupBy(fills, (row) => row.transaction_hash!)
  expect(shares.size).toBeLessThan(own.length)
})

it('has pairs of equal rows within one transaction, some across the ends of pages, and some that differ in size', () => {
  const rows = walkOffsets(world, ofBig, 1000)
  for (const end of [100, 500, 1000, 2000]) expect(rows[end]).toEqual(rows[end - 1])
  const byHash = [...Map.groupBy(rows, (row) => row.transactionHash).values()].filter((group) => group.length > 1)
  const kinds = byHash.map((group) => new Set(group.map((row) => JSON.stringify(row))).size === 1)
  expect(kinds.filter((isEqual) => isEqual).length).toBeGreaterThan(8)
  expect(kinds.filter((isEqual) => !isEqual).length).toBeGreaterThan(8)
  for (const group of byHash) expect(new Set(group.map((row) => `${row.proxyWallet} ${row.timestamp}`)).size).toBe(1)
})

it('writes prices as ratios, keys in one order, and nothing as null', () => {
  const rows = askJson<Row[]>(world, '/data/trades?limit=3600')
  expect(rows.length).toBe(3600)
  const long = rows.filter((row) => String(row.price).length > 10)
  expect(long.length / rows.length).toBeGreaterThan(0.24)
  expect(long.length / rows.length).toBeLessThan(0.37)
  expect(Object.keys(rows[0]!)).toEqual(
    'proxyWallet side asset conditionId size price timestamp title slug icon eventSlug outcome outcomeIndex name pseudonym bio profileImage profileImageOptimized transactionHash'.split(
      ' ',
    ),
  )
  expect(rows.filter((row) => Object.values(row).includes(null))).toEqual([])
  expect(rows.every((row, i) => i === 0 || (rows[i - 1]!.timestamp as number) >= (row.timestamp as number))).toBe(true)
})

it('filters by side, money, shares, wallet, event and time, unless times are ignored', () => {
  const all = walkOffsets(world, ofBig, 10_000)
  const count = (query: string) => walkOffsets(world, `${ofBig}&${query}`, 10_000).length
  const some = all[700]!
  const at = some.timestamp as number
  const counted = (keep: (row: Row) => boolean) => all.filter(keep).length
  const money = (row: Row) => (row.size as number) * (row.price as number)
  expect(count('side=BUY')).toBe(counted((row) => row.side === 'BUY'))
  expect(count('filterType=CASH&filterAmount=20')).toBe(counted((row) => money(row) >= 20))
  expect(count('filterType=TOKENS&filterAmount=30')).toBe(counted((row) => (row.size as number) >= 30))
  expect(count(`user=${String(some.proxyWallet).toUpperCase().replace('0X', '0x')}`)).toBe(
    counted((row) => row.proxyWallet === some.proxyWallet),
  )
  expect(count(`start=${at}`)).toBe(counted((row) => (row.timestamp as number) >= at))
  expect(count(`start=${at}&end=${at}`)).toBe(counted((row) => row.timestamp === at))
  const eventId = askJson<Row[]>(world, `/gamma/markets?condition_ids=${big}&closed=true`)
    .concat(askJson<Row[]>(world, `/gamma/markets?condition_ids=${big}`))
    .map((market) => (market.events as Row[])[0]!.id)[0]
  expect(walkOffsets(world, `/data/trades?eventId=${eventId}`, 10_000).length).toBeGreaterThanOrEqual(all.length)
  expect(askJson(world, '/data/trades?user=0x0000000000000000000000000000000000000000')).toEqual([])
  const deaf = simulatedWorld({ ...options, polymarket: { ...options.polymarket, filtersTimes: false } })
  expect(askJson<Row[]>(deaf, `${ofBig}&end=1&limit=1000`).length).toBe(1000)
})

it('refuses or clamps deep offsets as it did at its time', () => {
  const error = (text: string) => [400, { error: text }]
  expect(refusal(world, '/data/trades?offset=10001')).toEqual(error('max historical trades offset of 10000 exceeded'))
  expect(refusal(world, '/data/trades?offset=10000')[0]).toBe(200)
  expect(refusal(world, '/data/trades?filterType=CASH')[0]).toBe(400)
  expect(refusal(world, `/data/trades?market=${trades[0]!.outcome_id}`)).toEqual(
    error("required query param 'market' not provided"),
  )
  const flags = ['polymarket', '--offsets', 'clamp-1000', '--ignore-times', '--big-market', '60000']
  expect(readReplicaOptions(flags).options.world).toMatchObject({
    polymarket: { offsets: 'clamp-1000', filtersTimes: false, bigMarket: 60_000 },
  })
  expect(() => readReplicaOptions(['polymarket', '--offsets', 'clamp'])).toThrow('clamp-1000, error-3000, error-10000')
  const of = (offsets: 'clamp-1000' | 'error-3000') =>
    simulatedWorld({ ...options, trades: 2000, polymarket: { offsets } })
  expect(refusal(of('error-3000'), '/data/trades?offset=3001')).toEqual(
    error('max historical activity offset of 3000 exceeded'),
  )
  const clamped = of('clamp-1000')
  const page = (offset: number) => askJson<Row[]>(clamped, `/data/trades?limit=500&offset=${offset}`)
  expect(page(1500)).toEqual(page(1000))
  expect(page(4500)).toEqual(page(1000))
  expect(page(500)).not.toEqual(page(1000))
})

it('enriches fresh rows later, orders ties anew when the clock has moved, and shows what happens meanwhile', () => {
  const moving = simulatedWorld({ ...options, trades: 2500, polymarket: {} })
  const read = () => askJson<Row[]>(moving, '/data/trades?limit=10000')
  const before = read()
  const bare = before.filter((row) => row.outcomeIndex === 999)
  expect(bare.length).toBeGreaterThan(0)
  expect(bare.every((row) => row.eventSlug === '' && row.outcome !== '')).toBe(true)
  const query = new URLSearchParams({ limit: '10000' })
  const shuffled = moving.answer({ method: 'GET', path: '/data/trades', query }, 'reorder')
  const reordered = JSON.parse(bodyOf(shuffled)) as Row[]
  expect(reordered).not.toEqual(before)
  expect(reordered.map(({ timestamp }) => timestamp)).toEqual(before.map(({ timestamp }) => timestamp))
  moving.insertTrades!(40)
  const behind = read().slice(40)
  expect(behind).not.toEqual(before)
  expect(behind.map(truthOf).sort()).toEqual(before.map(truthOf).sort())
  expect(readTruth(moving, 'trades').length).toBe(2540)
  const late = walkCursors(moving, '/data/v2/trades?limit=10').slice(0, 40)
  moving.clock.moveOn(86_400_000_000)
  const after = new Map(walkCursors(moving, '/data/v2/trades?limit=1000').map((row) => [truthOf(row), row]))
  expect(after.size).toBeGreaterThan(2540)
  expect(bare.every((row) => after.get(truthOf(row))!.outcome_index !== 999)).toBe(true)
  expect(late.every((row) => after.has(truthOf(row)))).toBe(true)
})

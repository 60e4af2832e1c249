import { expect, it } from 'vitest'
import { readTruth } from '../../../../testing/truth.ts'
import { ask, askJson, type Row } from '../../../../testing/walk.ts'
import { byText } from '../../../../truth/csv.ts'
import { simulatedWorld } from '../../../simulated/world.ts'
import { post, refusal, type V2Page, walkCursors } from '../testing.ts'

const world = simulatedWorld({ kind: 'simulated', trades: 1500, seed: 13, until: '2026-10-08', days: 30 })
const resolutions = readTruth(world, 'resolutions')
const page = (address: string) => askJson<V2Page>(world, address)

it('gives sealed cursors that hold for one list, one query and no longer page', () => {
  const { pagination, data } = page('/data/v2/trades?limit=7')
  expect(data.length).toBe(7)
  expect(pagination).toEqual({ limit: 7, offset: 0, has_more: true, next_cursor: expect.stringMatching(/^[\w-]+$/) })
  const sealed = JSON.parse(Buffer.from(pagination.next_cursor!, 'base64url').toString())
  expect(Object.keys(sealed)).toEqual(['data', 'sig'])
  const forged = { ...sealed, data: { ...sealed.data, params: { ...sealed.data.params, position: [1, 1, 0] } } }
  const cursors = [Buffer.from(JSON.stringify(forged)).toString('base64url'), 'abc', '']
  for (const address of [
    ...cursors.map((cursor) => `/data/v2/trades?cursor=${cursor}`),
    `/data/v2/trades?side=BUY&cursor=${pagination.next_cursor}`,
    `/data/v2/leaderboard?cursor=${pagination.next_cursor}`,
  ])
    expect(refusal(world, address)).toEqual([400, expect.objectContaining({ parameter: 'cursor' })])
  // More is told exactly, also behind a last page that is full.
  const market = readTruth(world, 'trades')[0]!.market_id!
  const all = walkCursors(world, `/data/v2/trades?condition=${market}&limit=1`)
  const full = page(`/data/v2/trades?condition=${market}&limit=${all.length}`)
  expect([full.data, full.pagination.has_more, full.pagination.next_cursor]).toEqual([all, false, undefined])
})

it('loses no row to an empty page, whose cursor leads on', () => {
  const first = page('/data/v2/trades?limit=5')
  const [path, query] = ['/data/v2/trades', new URLSearchParams({ limit: '5' })]
  const read = (cursor: string | undefined, twist?: 'empty-page') => {
    const asked = new URLSearchParams(cursor === undefined ? query : { limit: '5', cursor })
    return JSON.parse(String(world.answer({ method: 'GET', path, query: asked }, twist).body[0])) as V2Page
  }
  const empty = read(undefined, 'empty-page')
  expect([empty.data, empty.pagination.has_more]).toEqual([[], true])
  const again = read(empty.pagination.next_cursor, 'empty-page').pagination.next_cursor
  expect(again).not.toBe(empty.pagination.next_cursor)
  expect(read(again)).toEqual(first)
})

it('refuses with a code, a trace and the parameter', () => {
  const token = readTruth(world, 'trades')[0]!.outcome_id
  const wrong: [string, string][] = [
    ['/data/v2/trades?limit=1001', 'limit'],
    ['/data/v2/trades?limit=0', 'limit'],
    ['/data/v2/trades?offset=0', 'offset'],
    ['/data/v2/trades?start=1', 'start'],
    ['/data/v2/trades?condition=17', 'condition'],
    [`/data/v2/trades?event_id=${Array.from({ length: 21 }, (_, i) => i).join(',')}`, 'event_id'],
    ['/data/v2/positions', 'user'],
    ['/data/v2/resolutions', 'question_id'],
    [`/data/v2/prices-history?token_id=${token}`, 'start'],
    [`/data/v2/prices-history?token_id=${token}&start=0&end=1296001`, 'end'],
    [`/data/v2/prices-history?token_id=${token}&interval=1d&bucket_seconds=59`, 'bucket_seconds'],
  ]
  for (const [address, parameter] of wrong) {
    const [status, body] = refusal(world, address)
    expect([address, status, body]).toEqual([
      address,
      400,
      expect.objectContaining({ code: 'invalid_request', parameter }),
    ])
    expect(ask(world, address).headers['x-trace-id']).toBe((body as Row).trace_id)
  }
  expect(post(world, '/data/v2/trades', {})).toEqual([405, expect.objectContaining({ code: 'method_not_allowed' })])
  expect(ask(world, `/data/v2/trades?condition=${'0x1,'.repeat(2500)}`).status).toBe(414)
  expect(refusal(world, '/data/v2/prices-history?token_id=1&interval=1d')[1]).toMatchObject({ code: 'not_found' })
})

it('tells how the oracle ruled, by condition and by question', () => {
  const times = new Set<string>()
  for (const { market_id: market, status, yes_payout: yes, no_payout: no, resolved_at: at } of resolutions.slice(
    0,
    300,
  )) {
    const [row] = page(`/data/v2/resolutions?condition=${market}`).data
    expect(row!.status).toBe(status)
    const payouts = status === 'resolved' ? [Number(yes) * 1e6, Number(no) * 1e6] : []
    expect(row!.payouts).toEqual(payouts)
    if (status === 'resolved') expect(Date.parse(row!.resolved_at as string)).toBe(Date.parse(at!))
    times.add(status!)
  }
  expect(times.has('resolved') && times.has('posed')).toBe(true)
  const { market_id: market } = resolutions.find((row) => row.status === 'resolved')!
  const [record] = askJson<Row[]>(world, `/gamma/markets?condition_ids=${market}&closed=true`)
  const [question] = page(`/data/v2/resolutions?question_id=${record!.questionID}`).data
  expect(question!.question_id).toBe(record!.questionID)
  expect(question!.last_update_timestamp).toMatch(/^\d{10}$/)
  expect(['0', '500000000000000000', '1000000000000000000']).toContain(question!.price)
})

it('keeps prices the coarser the older they are, and ends a resolved market with what it pays', () => {
  const now = world.clock.now() / 1e6
  const open = readTruth(world, 'markets').filter((row) => row.status === 'open' && row.created_at! < '2026-08')
  const [old] = open.sort(byText((row) => row.created_at!)) as [(typeof open)[number]]
  const [yes] = readTruth(world, 'outcomes').filter((row) => row.market_id === old.market_id)
  const rows = walkCursors(world, `/data/v2/prices-history?token_id=${yes!.outcome_id}&interval=max&limit=10000`)
  const seconds = new Set<number>()
  for (const { timestamp, resolution_seconds: resolution } of rows as Record<string, number>[]) {
    const age = (now - timestamp!) / 86_400
    expect(resolution).toBe(age <= 7 ? 60 : age <= 60 ? 300 : age <= 90 ? 1800 : 10_800)
    seconds.add(resolution!)
  }
  expect(seconds.size).toBeGreaterThan(2)
  const times = rows.map((row) => row.timestamp as number)
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
  const done = resolutions.find((row) => row.status === 'resolved' && row.resolved_at! > '2026-10-01')!
  const tokens = readTruth(world, 'outcomes').filter((row) => row.market_id === done.market_id)
  const last = walkCursors(world, `/data/v2/prices-history?token_id=${tokens[0]!.outcome_id}&interval=1m`).at(-1)!
  expect(last.resolution_seconds).toBe(0)
  expect([Number(done.yes_payout), Number(done.no_payout)]).toContain(last.price)
})

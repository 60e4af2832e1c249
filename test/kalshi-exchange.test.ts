import { afterAll, beforeAll, expect, it } from 'vitest'
import { kalshi } from '../src/venues/kalshi/index.ts'
import { inHome, Mirror } from './contract/mirror.ts'

let mirror: Mirror
beforeAll(async () => {
  mirror = await Mirror.open(kalshi, { world: { kind: 'simulated', trades: 1, seed: 1, until: '2026-10-08' } })
})
afterAll(() => mirror.close())

it('an exchange that is down says so with an error; what says nothing is asked again, and later', async () => {
  const home = await mirror.home()
  const down =
    '{"exchange_active":false,"trading_active":false,"exchange_estimated_resume_time":"2026-10-08T09:00:00Z"}'
  mirror.proxy.spoil('/exchange/status', (reply) => ({ ...reply, status: 503, body: Buffer.from(down) }))
  const told = await mirror.run(home, ['sync', 'kalshi/exchange', '--json'])
  expect(told.code, told.err).toBe(0)
  const rows = await inHome(home, (connection) =>
    connection.rows(
      'select exchange_index, is_active, is_trading, resumes_at::varchar as resumes_at from silver.exchange_status',
    ),
  )
  expect(rows).toEqual([
    { exchange_index: 'all', is_active: false, is_trading: false, resumes_at: '2026-10-08 09:00:00+00' },
  ])
  mirror.proxy.spoil('/exchange/status', (reply) => ({ ...reply, status: 503, body: Buffer.from('<html>') }))
  const silent = await mirror.run(home, ['sync', 'kalshi/exchange', '--json'])
  expect([silent.code, silent.err]).toEqual([75, expect.stringContaining('expected 200, got 503 <html>')])
  expect(silent.requests.filter(({ path }) => path.endsWith('/status')).length).toBeGreaterThan(1)
})

import { expect } from 'vitest'
import type { Check } from '../judge.ts'
import type { Fields } from '../wire.ts'
import { present } from './world.ts'

const WHOLE_DAY = [{ open_time: '00:00', close_time: '00:00' }]

/** The exchange itself. A simulated world never pauses; its schedule is the one that was recorded. */
export const EXCHANGE: Readonly<Record<string, Check>> = {
  'ExchangeApi.getExchangeStatus': async ({ client }) => {
    const { exchange_index_statuses: shards, ...status } = await client.call<Fields>('ExchangeApi.getExchangeStatus')
    expect(status).toMatchObject({ exchange_active: true, trading_active: true })
    for (const shard of shards as Fields[]) expect(shard).toMatchObject({ exchange_active: true, trading_active: true })
  },
  'ExchangeApi.getExchangeSchedule': async ({ client }) => {
    const { schedule } = await client.call<{ schedule: Fields }>('ExchangeApi.getExchangeSchedule')
    const [week] = schedule.standard_hours as [Fields]
    expect(schedule.maintenance_windows).toEqual([])
    expect(week.monday).toEqual(WHOLE_DAY)
    expect(week.sunday).toEqual(WHOLE_DAY)
    expect(week.thursday).toEqual([
      { open_time: '00:00', close_time: '03:00' },
      { open_time: '05:00', close_time: '00:00' },
    ])
  },
  'ExchangeApi.getUserDataTimestamp': async (scene) => {
    const { as_of_time: at } = await scene.client.call<{ as_of_time: string }>('ExchangeApi.getUserDataTimestamp')
    expect(Date.parse(at) / 1000).toBe(present(scene))
  },
  'AccountApi.getAccountEndpointCosts': async ({ client }) => {
    const told = await client.call<Fields>('AccountApi.getAccountEndpointCosts')
    expect(told.default_cost).toBe(10)
    for (const { method } of told.endpoint_costs as Fields[]) expect(method).not.toBe('GET')
  },
}

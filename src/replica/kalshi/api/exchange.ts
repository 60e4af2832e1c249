import type { Answer } from '../../world.ts'
import { json } from '../answers.ts'
import type { Library } from '../library.ts'
import { timeText } from '../text.ts'

export function getStatus(): Answer {
  const shard = (exchange_index: number, description: string) => ({
    description,
    exchange_active: true,
    exchange_index,
    intra_exchange_transfers_active: true,
    trading_active: true,
  })
  return json(200, {
    exchange_active: true,
    exchange_estimated_resume_time: null,
    exchange_index_statuses: [shard(0, 'default'), shard(1, 'combos'), shard(2, 'crypto')],
    intra_exchange_transfers_active: true,
    trading_active: true,
  })
}

export function getSchedule(): Answer {
  const whole = [{ close_time: '00:00', open_time: '00:00' }]
  const thursday = [
    { close_time: '03:00', open_time: '00:00' },
    { close_time: '00:00', open_time: '05:00' },
  ]
  const hours = {
    end_time: '2200-12-01T00:00:00Z',
    friday: whole,
    monday: whole,
    saturday: whole,
    start_time: '2024-12-01T00:00:00Z',
    sunday: whole,
    thursday,
    tuesday: whole,
    wednesday: whole,
  }
  return json(200, { schedule: { maintenance_windows: [], standard_hours: [hours] } })
}

/** Since when what callers see of themselves is up to date. */
export function getUserDataTimestamp({ clock }: Library): Answer {
  return json(200, { as_of_time: timeText(clock.now()) })
}

export function getEndpointCosts(): Answer {
  const cost = (method: string, path: string, tokens: number) => ({
    cost: tokens,
    method,
    path: `/trade-api/v2${path}`,
  })
  return json(200, {
    default_cost: 10,
    endpoint_costs: [
      cost('DELETE', '/portfolio/orders/:order_id', 2),
      cost('POST', '/communications/quotes', 2),
      cost('POST', '/portfolio/orders', 20),
    ],
  })
}

import { expect } from 'vitest'
import type { Check } from '../judge.ts'
import { decimal, expectSame, type Fields, instant, type Row, walk } from '../wire.ts'
import { PAGES } from './world.ts'

const milestoneRow = (milestone: Fields): Row => ({
  milestone_id: String(milestone.id),
  kind: String(milestone.type),
  category: String(milestone.category),
  title: String(milestone.title),
  notification: String(milestone.notification_message),
  starts_at: instant(milestone.start_date),
  ends_at: instant(milestone.end_date),
  source_id: String(milestone.source_id ?? ''),
  updated_at: instant(milestone.last_updated_ts),
})

const targetRow = (target: Fields): Row => ({
  target_id: String(target.id),
  kind: String(target.type),
  name: String(target.name),
  source_id: String(target.source_id),
  updated_at: instant(target.last_updated_ts),
})

const collectionRow = (collection: Fields): Row => ({
  collection_id: String(collection.collection_ticker),
  series_id: String(collection.series_ticker),
  title: String(collection.title),
  opens_at: instant(collection.open_date),
  closes_at: instant(collection.close_date),
  min_legs: String(collection.size_min),
  max_legs: String(collection.size_max),
})

/** Rewards are served in hundredths of a cent. */
const incentiveRow = (incentive: Fields): Row => ({
  incentive_id: String(incentive.id),
  market_id: String(incentive.market_ticker),
  kind: String(incentive.incentive_type),
  description: String(incentive.incentive_description),
  starts_at: instant(incentive.start_date),
  ends_at: instant(incentive.end_date),
  is_paid: String(incentive.paid_out),
  reward: (Number(incentive.period_reward) / 10_000).toFixed(12),
  target_size: decimal(incentive.target_size_fp, 6),
})

const feeChangeRow = (change: Fields): Row => ({
  change_id: String(change.id),
  series_id: String(change.series_ticker),
  fee_type: String(change.fee_type),
  fee_multiplier: String(change.fee_multiplier),
  scheduled_at: instant(change.scheduled_ts),
})

/** What stands beside the markets. */
export const LISTS: Readonly<Record<string, Check>> = {
  'MilestoneApi.getMilestones': async ({ client, truth }) => {
    const none = Array(6).fill(undefined)
    const ask = (cursor?: string) => client.call<Fields>('MilestoneApi.getMilestones', 5, ...none, cursor)
    const served = await walk(ask, { ...PAGES, list: 'milestones' })
    expectSame(served.map(milestoneRow), truth('milestones'))
    const events = served.flatMap(({ id, related_event_tickers, primary_event_tickers }) =>
      (related_event_tickers as string[]).map((event) => ({
        milestone_id: String(id),
        event_id: event,
        is_primary: String((primary_event_tickers as string[]).includes(event)),
      })),
    )
    expectSame(events, truth('milestone_events'))
  },
  'MilestoneApi.getMilestone': async ({ client, truth }) => {
    const row = truth('milestones').at(-1)!
    const { milestone } = await client.call<{ milestone: Fields }>('MilestoneApi.getMilestone', row.milestone_id)
    expectSame([milestoneRow(milestone)], [row])
  },
  'StructuredTargetsApi.getStructuredTargets': async ({ client, truth }) => {
    const none = Array(3).fill(undefined)
    const name = 'StructuredTargetsApi.getStructuredTargets'
    const ask = (cursor?: string) => client.call<Fields>(name, ...none, 5, cursor)
    expectSame((await walk(ask, { ...PAGES, list: 'structured_targets' })).map(targetRow), truth('structured_targets'))
    const some = truth('structured_targets').slice(0, 2)
    const ids = some.map((row) => row.target_id)
    const few = await client.call<{ structured_targets: Fields[] }>(name, ids)
    expectSame(few.structured_targets.map(targetRow), some)
  },
  'StructuredTargetsApi.getStructuredTarget': async ({ client, truth }) => {
    const row = truth('structured_targets').at(-1)!
    const told = await client.call<{ structured_target: Fields }>(
      'StructuredTargetsApi.getStructuredTarget',
      row.target_id,
    )
    expectSame([targetRow(told.structured_target)], [row])
  },
  'MultivariateApi.getMultivariateEventCollections': async ({ client, truth }) => {
    const none = Array(3).fill(undefined)
    const name = 'MultivariateApi.getMultivariateEventCollections'
    const ask = (cursor?: string) => client.call<Fields>(name, ...none, 1, cursor)
    const served = await walk(ask, { ...PAGES, list: 'multivariate_contracts' })
    expectSame(served.map(collectionRow), truth('multivariate_collections'))
    const events = served.flatMap(({ collection_ticker, associated_events }) =>
      (associated_events as Fields[]).map(({ ticker }) => ({
        collection_id: String(collection_ticker),
        event_id: String(ticker),
      })),
    )
    expectSame(events, truth('multivariate_events'))
  },
  'MultivariateApi.getMultivariateEventCollection': async ({ client, truth }) => {
    const row = truth('multivariate_collections')[0]!
    const told = await client.call<{ multivariate_contract: Fields }>(
      'MultivariateApi.getMultivariateEventCollection',
      row.collection_id,
    )
    expectSame([collectionRow(told.multivariate_contract)], [row])
  },
  'IncentiveProgramsApi.getIncentivePrograms': async ({ client, truth }) => {
    const none = Array(3).fill(undefined)
    const ask = (cursor?: string) =>
      client.call<Fields>('IncentiveProgramsApi.getIncentivePrograms', ...none, 10, cursor)
    const served = await walk(ask, { list: 'incentive_programs', next: 'next_cursor', end: '' })
    expectSame(served.map(incentiveRow), truth('incentives'))
  },
  'ExchangeApi.getSeriesFeeChanges': async ({ client, truth }) => {
    const told = await client.call<{ series_fee_change_arr: Fields[] }>(
      'ExchangeApi.getSeriesFeeChanges',
      undefined,
      true,
    )
    expectSame(told.series_fee_change_arr.map(feeChangeRow), truth('series_fee_changes'))
  },
  'EventsApi.getEventFeeChanges': async ({ client, truth }) => {
    const ask = (cursor?: string) => client.call<Fields>('EventsApi.getEventFeeChanges', undefined, 2, cursor)
    const served = await walk(ask, { ...PAGES, list: 'event_fee_changes' })
    const seriesOf = new Map(truth('events').map((row) => [row.event_id, row.series_id]))
    for (const change of served) expect(change.series_ticker).toBe(seriesOf.get(String(change.event_ticker)))
  },
}

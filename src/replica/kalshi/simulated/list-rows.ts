import type { EconomyEvent, Series } from '../../economy/types.ts'
import type { CollectionRow, FeeChangeRow, IncentiveRow, MilestoneRow, TargetRow } from '../lists.ts'
import { countText, timeText } from '../text.ts'
import { type Collection, type CollectionState, collectionAt } from './collections.ts'
import type { FeeChange, Fees } from './fees.ts'
import { type Incentive, incentiveStatus } from './incentives.ts'
import { type Milestone, progressOf } from './milestones.ts'
import type { Parts } from './source.ts'
import type { Target } from './targets.ts'
import { uuidOf } from './uuid.ts'

export function milestoneRow(milestone: Milestone, { clock, tickers }: Parts): MilestoneRow {
  const { id, event, others, type, game, sourceId, startAt, overAt } = milestone
  const { category } = event.series
  const events = [event, ...others].map(({ index }) => tickers.events[index]!)
  return {
    id,
    category,
    type,
    competition: game?.league ?? null,
    sourceId,
    startAt,
    events,
    visibleAt: event.timeline.createdAt,
    updatedAt: () => progressOf(milestone, clock.now()).since,
    body() {
      const { status, since } = progressOf(milestone, clock.now())
      const { awayId: away_team_id, homeId: home_team_id, league } = game ?? {}
      return {
        category,
        details: { away_team_id, home_team_id, league, status },
        end_date: status === 'closed' ? timeText(overAt) : null,
        id,
        last_updated_ts: timeText(since),
        notification_message: milestone.notification,
        primary_event_tickers: events.slice(0, 1),
        related_event_tickers: events,
        source_id: sourceId ?? undefined,
        source_ids: sourceId === null ? undefined : { game: sourceId },
        start_date: timeText(startAt),
        title: event.title,
        type,
      }
    },
  }
}

export function targetRow({ id, name, type, league, abbreviation, sourceId, createdAt }: Target): TargetRow {
  const body = {
    details: { abbreviation, league },
    id,
    last_updated_ts: timeText(createdAt),
    name,
    source_id: sourceId,
    source_ids: { team: sourceId },
    type,
  }
  return { id, type, competition: league, visibleAt: createdAt, body: () => body }
}

export function collectionRow(collection: Collection, { clock, tickers }: Parts): CollectionRow {
  const { series, combos, opensAt } = collection
  const id = tickers.collections[combos[0]!.index]!
  const seriesTicker = tickers.series[series.index]!
  let kept: { version: number; state: CollectionState } | null = null
  const state = () => {
    if (kept?.version !== clock.version())
      kept = { version: clock.version(), state: collectionAt(collection, clock.now()) }
    return kept.state
  }
  const events = () => state().events.map(({ index }) => tickers.events[index]!)
  return {
    id,
    seriesTicker,
    visibleAt: opensAt,
    hasEvent: (ticker) => events().includes(ticker),
    status: () => (clock.now() < state().closesAt ? 'open' : 'closed'),
    body: () => ({
      associated_event_tickers: events(),
      associated_events: state().events.map(({ index, exclusive }) => ({
        active_quoters: [],
        is_yes_only: false,
        size_max: exclusive ? 1 : null,
        size_min: null,
        ticker: tickers.events[index],
      })),
      close_date: timeText(state().closesAt),
      collection_ticker: id,
      description: 'Combine outcomes of different events.',
      exchange_index: 1,
      functional_description: 'Pays the product of what the chosen outcomes pay.',
      is_all_yes: false,
      is_ordered: false,
      is_single_market_per_event: false,
      open_date: timeText(opensAt),
      series_ticker: seriesTicker,
      size_max: 0,
      size_min: 2,
      title: series.title,
    }),
  }
}

export function incentiveRow(incentive: Incentive, { economy, clock, tickers }: Parts): IncentiveRow {
  const { id, question, type, description, startAt, endAt, reward, target } = incentive
  const status = () => incentiveStatus(incentive, clock.now())
  return {
    id,
    type,
    description,
    status,
    visibleAt: question.timeline.createdAt,
    body: () => ({
      discount_factor_bps: target?.discountBps,
      end_date: timeText(endAt),
      id,
      incentive_description: description,
      incentive_type: type,
      market_id: uuidOf(economy.seed, 'market', question.index),
      market_ticker: tickers.markets[question.index],
      paid_out: status() === 'paid_out',
      period_reward: reward,
      start_date: timeText(startAt),
      target_size_fp: target === null ? undefined : countText(target.size),
    }),
  }
}

export function seriesFeeRow({ id, of, at, fees }: FeeChange<Series, Fees>, { tickers }: Parts): FeeChangeRow {
  const ticker = tickers.series[of.index]!
  const body = {
    fee_multiplier: fees.multiplier,
    fee_type: fees.type,
    id,
    scheduled_ts: timeText(at),
    series_ticker: ticker,
  }
  return { id, ticker, at, visibleAt: of.createdAt, body: () => body }
}

export function eventFeeRow(
  { id, of, at, fees }: FeeChange<EconomyEvent, Fees | null>,
  { tickers }: Parts,
): FeeChangeRow {
  const ticker = tickers.events[of.index]!
  const body = {
    event_ticker: ticker,
    fee_multiplier_override: fees?.multiplier ?? null,
    fee_type_override: fees?.type ?? null,
    id,
    scheduled_ts: timeText(at),
    series_ticker: tickers.series[of.series.index],
  }
  return { id, ticker, at, visibleAt: of.timeline.createdAt, body: () => body }
}

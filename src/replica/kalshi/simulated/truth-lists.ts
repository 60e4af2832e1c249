import { byText, type Field } from '../../truth/csv.ts'
import { decimalText, instantText, sizeText } from '../../truth/decimals.ts'
import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import { type Collection, collectionAt, collectionsOf } from './collections.ts'
import { seriesFeeChanges } from './fees.ts'
import { incentiveStatus, incentivesOf } from './incentives.ts'
import { type Milestone, milestonesOf, progressOf } from './milestones.ts'
import type { Parts } from './source.ts'
import { targetsOf } from './targets.ts'

const VENUE = 'kalshi'

/** What stands in the lists beside the markets at the world's present. */
export function listTables(parts: Parts): TruthTable[] {
  return [
    table('milestones', MILESTONE_COLUMNS, () => milestones(parts)),
    table('milestone_events', ['venue', 'milestone_id', 'event_id', 'is_primary'], () => milestoneEvents(parts)),
    table('structured_targets', TARGET_COLUMNS, () => targets(parts)),
    table('multivariate_collections', COLLECTION_COLUMNS, () => collections(parts)),
    table('multivariate_events', ['venue', 'collection_id', 'event_id'], () => collectionEvents(parts)),
    table('incentives', INCENTIVE_COLUMNS, () => incentives(parts)),
    table('series_fee_changes', FEE_COLUMNS, () => feeChanges(parts)),
  ]
}

const MILESTONE_COLUMNS = [
  'venue',
  'milestone_id',
  'kind',
  'category',
  'title',
  'notification',
  'starts_at',
  'ends_at',
  'source_id',
  'updated_at',
]
const TARGET_COLUMNS = ['venue', 'target_id', 'kind', 'name', 'source_id', 'updated_at']
const COLLECTION_COLUMNS = [
  'venue',
  'collection_id',
  'series_id',
  'title',
  'opens_at',
  'closes_at',
  'is_ordered',
  'min_legs',
  'max_legs',
]
const INCENTIVE_COLUMNS = [
  'venue',
  'incentive_id',
  'market_id',
  'kind',
  'description',
  'starts_at',
  'ends_at',
  'is_paid',
  'reward',
  'discount_factor',
  'target_size',
]
const FEE_COLUMNS = ['venue', 'change_id', 'series_id', 'fee_type', 'fee_multiplier', 'scheduled_at']

function seenMilestones({ economy, clock }: Parts): Milestone[] {
  const isSeen = ({ event }: Milestone) => event.timeline.createdAt <= clock.now()
  return milestonesOf(economy)
    .filter(isSeen)
    .sort(byText(({ id }) => id))
}

function* milestones(parts: Parts): Generator<Field[]> {
  for (const milestone of seenMilestones(parts)) {
    const { id, event, type, notification, sourceId, startAt, overAt } = milestone
    const { status, since } = progressOf(milestone, parts.clock.now())
    const endedAt = status === 'closed' ? instantText(overAt) : null
    const times = [instantText(startAt), endedAt, sourceId, instantText(since)]
    yield [VENUE, id, type, event.series.category, event.title, notification, ...times]
  }
}

function* milestoneEvents(parts: Parts): Generator<Field[]> {
  const ticker = ({ index }: { index: number }) => parts.tickers.events[index]!
  for (const { id, event, others } of seenMilestones(parts)) {
    for (const each of [event, ...others].sort(byText(ticker))) yield [VENUE, id, ticker(each), each === event]
  }
}

function* targets({ economy, clock }: Parts): Generator<Field[]> {
  const seen = targetsOf(economy).filter(({ createdAt }) => createdAt <= clock.now())
  for (const { id, name, type, sourceId, createdAt } of seen.sort(byText((each) => each.id)))
    yield [VENUE, id, type, name, sourceId, instantText(createdAt)]
}

function seenCollections({ economy, tickers, clock }: Parts): { id: string; collection: Collection }[] {
  const seen = collectionsOf(economy).filter(({ opensAt }) => opensAt <= clock.now())
  return seen
    .map((collection) => ({ id: tickers.collections[collection.combos[0]!.index]!, collection }))
    .sort(byText(({ id }) => id))
}

function* collections(parts: Parts): Generator<Field[]> {
  for (const { id, collection } of seenCollections(parts)) {
    const { series, opensAt } = collection
    const { closesAt } = collectionAt(collection, parts.clock.now())
    const times = [instantText(opensAt), instantText(closesAt)]
    yield [VENUE, id, parts.tickers.series[series.index]!, series.title, ...times, false, 2, 0]
  }
}

function* collectionEvents(parts: Parts): Generator<Field[]> {
  for (const { id, collection } of seenCollections(parts)) {
    const { events } = collectionAt(collection, parts.clock.now())
    const names = events.map(({ index }) => parts.tickers.events[index]!)
    for (const name of names.sort(byText((text) => text))) yield [VENUE, id, name]
  }
}

/** Rewards in dollars. */
function* incentives({ economy, tickers, clock }: Parts): Generator<Field[]> {
  const now = clock.now()
  const seen = incentivesOf(economy).filter(({ question }) => question.timeline.createdAt <= now)
  for (const incentive of seen.sort(byText(({ id }) => id))) {
    const { id, question, type, description, startAt, endAt, reward, target } = incentive
    yield [
      VENUE,
      id,
      tickers.markets[question.index]!,
      type,
      description,
      instantText(startAt),
      instantText(endAt),
      incentiveStatus(incentive, now) === 'paid_out',
      decimalText(reward, 4, 12),
      target === null ? null : decimalText(target.discountBps, 4, 12),
      target === null ? null : sizeText(target.size),
    ]
  }
}

/** Those to come and those of the past. */
function* feeChanges({ economy, tickers }: Parts): Generator<Field[]> {
  for (const { id, of, at, fees } of seriesFeeChanges(economy).sort(byText((each) => each.id)))
    yield [VENUE, id, tickers.series[of.index]!, fees.type, fees.multiplier, instantText(at)]
}

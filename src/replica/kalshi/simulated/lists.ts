import { compareKeys, type Sorted } from '../cursor.ts'
import type { ListRow, Lists } from '../lists.ts'
import { collectionsOf } from './collections.ts'
import { eventFeeChanges, seriesFeeChanges } from './fees.ts'
import { incentivesOf } from './incentives.ts'
import { collectionRow, eventFeeRow, incentiveRow, milestoneRow, seriesFeeRow, targetRow } from './list-rows.ts'
import { milestonesOf } from './milestones.ts'
import type { Parts } from './source.ts'
import { targetsOf } from './targets.ts'

/** What the simulated exchange lists beside its markets, each list in its order. */
export function openLists(parts: Parts): Lists {
  const { economy } = parts
  const milestones = milestonesOf(economy).map((each) => at(each.startAt, milestoneRow(each, parts)))
  const targets = targetsOf(economy).map((each) => at(0, targetRow(each)))
  const collections = collectionsOf(economy).map((each) => at(each.opensAt, collectionRow(each, parts)))
  const incentives = incentivesOf(economy).map((each) => at(each.startAt, incentiveRow(each, parts)))
  const ofSeries = seriesFeeChanges(economy).map((each) => at(each.at, seriesFeeRow(each, parts)))
  const ofEvents = eventFeeChanges(economy).map((each) => at(each.at, eventFeeRow(each, parts)))
  return {
    milestones: milestones.sort(compareKeys),
    targets: targets.sort(compareKeys),
    collections: collections.sort(compareKeys).reverse(),
    incentives: incentives.sort(compareKeys).reverse(),
    seriesFeeChanges: ofSeries.sort(compareKeys).reverse(),
    eventFeeChanges: ofEvents.sort(compareKeys).reverse(),
  }
}

function at<T extends ListRow>(time: number, row: T): Sorted<T> {
  return { at: time, id: row.id, row }
}

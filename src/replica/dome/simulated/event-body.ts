import type { EconomyEvent } from '../../economy/types.ts'
import type { EventRow } from '../library.ts'
import { endOf, gameAt, secondsOf, tagsOf } from './market-body.ts'
import { isListed, isOpen, type Market, type Parts } from './parts.ts'

/** An event and its markets, in the order of their making. */
export interface Group {
  readonly row: EventRow
  readonly event: EconomyEvent
  readonly markets: readonly Market[]
}

export function groupMarkets({ markets }: Pick<Parts, 'markets'>): Group[] {
  const groups = Map.groupBy(markets, ({ question }) => question.event.index)
  return [...groups.values()].map((own, ref): Group => {
    const { event } = own[0]!.question
    const game = gameAt(own[0]!)
    const startAt = secondsOf(event.timeline.createdAt)
    const slug = own[0]!.condition.eventSlug
    return { row: { ref, slug, startAt, gameAt: game === null ? null : secondsOf(game) }, event, markets: own }
  })
}

export function listedOf({ markets }: Group, parts: Parts): Market[] {
  return markets.filter((market) => isListed(market, parts))
}

/** Dollars, by the totals of its markets. */
export function volumeOf(group: Group, parts: Parts): number {
  return listedOf(group, parts).reduce((sum, { row }) => sum + parts.volumes.total(row.ref), 0)
}

export function statusOf(group: Group, parts: Parts): 'open' | 'closed' {
  return listedOf(group, parts).some((market) => isOpen(market, parts)) ? 'open' : 'closed'
}

export function eventText(parts: Parts, group: Group, withMarkets: boolean): string {
  const { event, row } = group
  const markets = listedOf(group, parts)
  const ends = markets.map(endOf).filter((end) => end !== null)
  return JSON.stringify({
    event_slug: row.slug,
    title: event.title,
    subtitle: event.subtitle === '' ? undefined : event.subtitle,
    status: statusOf(group, parts),
    start_time: row.startAt,
    end_time: ends.length === 0 ? null : Math.max(...ends),
    volume_fiat_amount: volumeOf(group, parts),
    settlement_sources: event.index % 3 === 0 ? undefined : `https://www.example.com/${event.series.code}`,
    image: markets[0]!.condition.icon,
    tags: tagsOf(markets[0]!, parts.clock.now()),
    market_count: markets.length,
    markets: withMarkets ? markets.map((market) => brief(parts, market)) : undefined,
  })
}

function brief(parts: Parts, market: Market): unknown {
  const { condition, row } = market
  return {
    market_slug: condition.slug,
    title: condition.title,
    condition_id: condition.conditionId,
    status: isOpen(market, parts) ? 'open' : 'closed',
    volume_total: parts.volumes.total(row.ref),
  }
}

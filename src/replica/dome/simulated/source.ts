import { SECOND, UNIT_E6 } from '../../economy/types.ts'
import type { EventRow, Events, Library, MarketRow, Markets } from '../library.ts'
import { activityFeed } from './activity.ts'
import { bookFeed } from './books.ts'
import { candlesText } from './candles.ts'
import { eventText, type Group, groupMarkets, listedOf, statusOf, volumeOf } from './event-body.ts'
import { fillFeed } from './fills.ts'
import { closeOf, descriptionOf, marketText, secondsOf, tagsOf } from './market-body.ts'
import { isListed, isOpen, type Parts } from './parts.ts'
import { openWallets } from './wallets.ts'

export function openLibrary(parts: Parts, rows: 2025 | 2026): Library {
  const { clock, trading, deadPrices } = parts
  const market = ({ ref }: MarketRow) => parts.markets[ref]!
  return {
    clock,
    now: () => secondsOf(clock.now()),
    markets: openMarkets(parts, rows),
    events: openEvents(parts),
    price(token, at) {
      const found = trading.withToken(token)
      const time = Math.min(clock.now(), at * SECOND + SECOND - 1)
      if (found === undefined || time < found.condition.life.createdAt) return null
      if (deadPrices.has(token)) return 'fails'
      return trading.price(found.condition, found.outcome, time) / UNIT_E6
    },
    candles: (row, range) => candlesText(parts, market(row), range),
    fills: fillFeed(parts),
    books: bookFeed(parts),
    activity: activityFeed(parts),
    wallets: openWallets(parts),
    get kalshi() {
      return parts.kalshi().library
    },
    matches: () => parts.kalshi().matches(),
  }
}

/** Keeps what was made for as long as nothing moves. */
function untilItMoves<T>({ clock }: Parts, make: () => T): () => T {
  let kept: { version: number; made: T } | null = null
  return () => {
    if (kept?.version !== clock.version()) kept = { version: clock.version(), made: make() }
    return kept.made
  }
}

function openMarkets(parts: Parts, rows: 2025 | 2026): Markets {
  const { clock, trading, volumes, markets, broken } = parts
  const market = ({ ref }: MarketRow) => markets[ref]!
  const all = markets.map(({ row }) => row)
  const newestFirst = all.sort((a, b) => b.startAt! - a.startAt! || (a.conditionId < b.conditionId ? 1 : -1))
  const byStart = untilItMoves(parts, () => newestFirst.filter((row) => isListed(market(row), parts)))
  const bySlug = new Map(all.map((row) => [row.slug, row]))
  const rowOf = (question: number | undefined) => (question === undefined ? undefined : parts.ofQuestion(question)?.row)
  return {
    byStart,
    byVolume: untilItMoves(parts, () => {
      const volume = ({ ref }: MarketRow) => volumes.total(ref)
      return byStart().toSorted((a, b) => volume(b) - volume(a) || (a.conditionId < b.conditionId ? 1 : -1))
    }),
    byCondition: (id) => rowOf(trading.withCondition(id)?.question),
    byToken: (id) => rowOf(trading.withToken(id)?.condition.question),
    bySlug: (slug) => [bySlug.get(slug)].find((row) => row !== undefined && isListed(market(row), parts)),
    isOpen: (row) => isOpen(market(row), parts),
    closeAt: (row) => closeOf(market(row), clock.now()),
    volume: (row) => volumes.total(row.ref),
    tags: (row) => tagsOf(market(row), clock.now()),
    words: (row) => `${market(row).condition.title} ${descriptionOf(market(row))}`.toLowerCase(),
    text: (row) => marketText(parts, market(row), { rows, isBroken: broken.has(row.ref) }),
  }
}

function openEvents(parts: Parts): Events {
  const { clock } = parts
  const groups = groupMarkets(parts)
  const group = ({ ref }: EventRow) => groups[ref]!
  const listed = untilItMoves(parts, () => groups.filter((each) => listedOf(each, parts).length > 0))
  const volume = (each: Group) => ({ row: each.row, sum: volumeOf(each, parts) })
  return {
    byVolume: untilItMoves(parts, () => {
      const sums = listed().map(volume)
      return sums.sort((a, b) => b.sum - a.sum || (a.row.slug < b.row.slug ? 1 : -1)).map(({ row }) => row)
    }),
    bySlug: (slug) => listed().find(({ row }) => row.slug === slug)?.row,
    isOpen: (row) => statusOf(group(row), parts) === 'open',
    volume: (row) => volumeOf(group(row), parts),
    tags: (row) => tagsOf(listedOf(group(row), parts)[0]!, clock.now()),
    text: (row, withMarkets) => eventText(parts, group(row), withMarkets),
  }
}

import type { EconomyEvent } from '../../economy/types.ts'
import type { GroupRow, Millis } from '../library.ts'
import { treeOf } from './comment-text.ts'
import { createIds } from './ids.ts'
import type { People } from './people.ts'
import type { MarketPlan } from './plan.ts'

/** A topic: every category is one, and every family of events. */
export interface DrawnGroup extends GroupRow {
  readonly name: string
  readonly members: number
  readonly creator: number
  holds(event: EconomyEvent): boolean
}

export function drawGroups({
  seed,
  plans,
  people,
}: {
  seed: number
  plans: readonly MarketPlan[]
  people: People
}): DrawnGroup[] {
  const ids = createIds(seed, 'group')
  const series = [...new Set(plans.map(({ event }) => event.series))].sort((a, b) => a.index - b.index)
  const categories = [...new Set(series.map(({ category }) => category))]
  const wanted = [
    ...categories.map((name) => ({ name, holds: ({ series }: EconomyEvent) => series.category === name })),
    ...series.map(({ title, index }) => ({
      name: title,
      holds: (event: EconomyEvent) => event.series.index === index,
    })),
  ]
  const oldest = Math.floor((plans[0]?.event.series.createdAt ?? 0) / 1000) - 86_400_000 * 400
  return wanted.map(({ name, holds }, ref): DrawnGroup => {
    const text = ids.text(ref, 32)
    const hex = Buffer.from(text).toString('hex')
    const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-9${hex.slice(17, 20)}-${hex.slice(20, 32)}`
    const slug = name
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z0-9]+/g, '-')
    return {
      ref,
      id: ref % 3 === 0 ? uuid : text.slice(0, 20),
      slug: `${slug.slice(0, 40)}-${text.slice(0, 4).toLowerCase()}`,
      name,
      createdAt: oldest + ref * 7_200_123,
      isPublic: ref % 13 !== 6,
      members: 5 + ((ref * 7919) % 4000),
      creator: ref % people.count,
      holds,
    }
  })
}

export function liteGroup(group: DrawnGroup, at: Millis): Record<string, unknown> {
  const { id, slug, name, ref, isPublic } = group
  return {
    id,
    slug,
    name,
    importanceScore: (ref * 37) % 100 === 0 ? 0 : ((ref * 37) % 100) / 100,
    privacyStatus: isPublic ? (ref % 4 === 0 ? 'curated' : 'public') : 'private',
    totalMembers: membersAt(group, at),
  }
}

/** One more joins every day. */
const membersAt = ({ members, createdAt }: DrawnGroup, at: Millis) =>
  members + Math.max(0, Math.floor((at - createdAt) / 86_400_000))

export function groupText(group: DrawnGroup, { people, at }: { people: People; at: Millis }): string {
  const about = [null, `All about ${group.name}`, treeOf(`All about ${group.name}`)][group.ref % 3]
  return JSON.stringify({
    ...liteGroup(group, at),
    about,
    creatorId: people.id(group.creator),
    createdTime: group.createdAt,
    ...(group.ref % 2 === 0 ? { bannerUrl: null } : {}),
  })
}

import type { Parts } from './parts.ts'
import { presentOf } from './parts.ts'
import { rulingAt } from './plan.ts'

/** Lets at least `count` bets happen now, each a few milliseconds after the one before, in markets that have none ahead. */
export function insertBets({ clock, stream, plans, floors, bets, shelves }: Parts, count: number): void {
  for (let made = 0; made < count; ) {
    clock.moveOn(1_000 * (1 + stream.below(6)))
    const now = presentOf({ clock })
    const isOpen = (index: number) => {
      const plan = plans[index]!
      const market = floors.get(index)
      if (market === undefined || plan.createdAt >= now || !plan.isPublic) return false
      return market.lastAt <= now && plan.tradedUntil > now && rulingAt(plan, now) === null
    }
    let index = -1
    for (let tries = 0; tries < 500 && index === -1; tries++) {
      const drawn = stream.below(plans.length)
      if (isOpen(drawn)) index = drawn
    }
    if (index === -1) return
    const from = bets.length
    floors.get(index)!.floor.act(stream, now, 40)
    for (let entry = from; entry < bets.length; entry++) shelves.add(entry)
    made += bets.length - from
  }
}

import type { EconomyEvent } from '../../economy/types.ts'

/** Whether an event is a game, which is played when its trading ends. */
export function isGame({ series }: EconomyEvent): boolean {
  return series.category === 'Sports' && series.frequency === 'custom'
}

/** The number of a game at the feed of scores. */
export function gameNumber({ index }: EconomyEvent): number {
  return 10_000_000 + index
}

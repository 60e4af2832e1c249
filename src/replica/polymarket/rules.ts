import type { PolymarketOptions } from '../world.ts'

/** How the first Data API behaved at one time or another; by default as in October 2026. */
export type Rules = Required<Pick<PolymarketOptions, 'offsets' | 'filtersTimes'>>

export function rulesOf({ offsets = 'error-10000', filtersTimes = true }: PolymarketOptions = {}): Rules {
  return { offsets, filtersTimes }
}

import type { Clock } from '../../clock.ts'
import type { Chain } from '../../economy/chain.ts'
import type { Share } from '../../economy/share.ts'
import type { Tape } from '../../economy/tape.ts'
import type { Micros } from '../../economy/types.ts'
import type { Condition, Trading } from '../library.ts'
import type { Rules } from '../rules.ts'
import type { Figures } from './figures.ts'
import type { Legacy } from './legacy.ts'
import type { Places } from './places.ts'
import type { Tagging } from './tagging.ts'

/** What tells this venue's choices and trades from another's that renders the same economy. */
export const SALT = 'polymarket'

/** A simulated world's parts, shared by what serves it and what writes its truth. */
export interface Parts {
  readonly seed: number
  readonly clock: Clock
  readonly share: Share
  /** The share's trades on the chain; new ones are put here. */
  readonly tape: Tape
  readonly chain: Chain
  /** Markets of the time before the order book; their rows come first. */
  readonly legacy: Legacy
  readonly tagging: Tagging
  readonly markets: Places
  readonly events: Places
  /** By the row of a market that is not legacy. */
  condition(row: number): Condition
  readonly trading: Trading
  readonly rules: Rules
  /** What the trades of a question add up to at an instant. */
  figures(question: number, at: Micros): Figures
}

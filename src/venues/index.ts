import type { Venue } from '../core/source.ts'
import { dome } from './dome/index.ts'
import { kalshi } from './kalshi/index.ts'
import { manifold } from './manifold/index.ts'
import { polymarket } from './polymarket/index.ts'

/** The venues that oddslake mirrors. */
export const VENUES: readonly Venue[] = [kalshi, manifold, polymarket, dome]

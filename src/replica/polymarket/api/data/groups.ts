import type { Route } from '../call.ts'
import { DATA_ACTIVITY } from './activity.ts'
import { DATA_MARKETS } from './markets.ts'
import { DATA_POSITIONS } from './positions.ts'
import { DATA_TRADES } from './trades.ts'
import { V2_ACCOUNTS } from './v2/accounts.ts'
import { V2_POSTED } from './v2/call.ts'
import { V2_MARKETS } from './v2/markets.ts'
import { V2_PRICES } from './v2/prices.ts'
import { V2_RESOLUTIONS } from './v2/resolutions.ts'
import { V2_TRADES } from './v2/trades.ts'

/** The Data API in both versions, which live side by side. */
export const DATA_GROUPS: readonly (readonly Route[])[] = [
  DATA_TRADES,
  DATA_ACTIVITY,
  DATA_POSITIONS,
  DATA_MARKETS,
  V2_TRADES,
  V2_ACCOUNTS,
  V2_MARKETS,
  V2_PRICES,
  V2_RESOLUTIONS,
  [V2_POSTED],
]

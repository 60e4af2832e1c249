import type { Model } from '../core/model.ts'
import { activityDaily, activityHourly, venueActivityDaily, venueActivityHourly } from './activity.ts'
import { calibration } from './calibration.ts'
import { candles1d, candles1h, candles1m } from './candles.ts'
import { categoryActivity } from './category-activity.ts'
import { completeness } from './completeness.ts'
import { eventCoherence } from './event-coherence.ts'
import { leaderboardHistory } from './leaderboard-history.ts'
import { longshotBias } from './longshot-bias.ts'
import { makerTaker } from './maker-taker.ts'
import { marketHorizons } from './market-horizons.ts'
import { marketSummary } from './market-summary.ts'
import { movers } from './movers.ts'
import { scores } from './scores.ts'
import { traderPositions } from './trader-positions.ts'
import { traderSummary } from './trader-summary.ts'

/** The gold models, each after those it reads. */
export const MODELS: readonly Model[] = [
  activityHourly,
  activityDaily,
  venueActivityHourly,
  venueActivityDaily,
  candles1m,
  candles1h,
  candles1d,
  marketSummary,
  movers,
  categoryActivity,
  makerTaker,
  eventCoherence,
  completeness,
  marketHorizons,
  calibration,
  scores,
  longshotBias,
  traderPositions,
  traderSummary,
  leaderboardHistory,
]

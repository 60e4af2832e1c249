import type { Model } from '../core/model.ts'
import { activityDaily, activityHourly, venueActivityDaily, venueActivityHourly } from './activity.ts'
import { candles1d, candles1h, candles1m } from './candles.ts'
import { marketSummary } from './market-summary.ts'

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
]

import type { Micros, Series } from '../../economy/types.ts'
import type { Fields } from '../library.ts'
import { millisText, spacedTime, timeText } from '../text.ts'
import { slugWords } from './slug.ts'

const FIRST_ID = 10_000

export function seriesId({ index }: Series): string {
  return String(FIRST_ID + index)
}

export function seriesIndex(id: string): number | undefined {
  const index = Number(id) - FIRST_ID
  return Number.isInteger(index) && index >= 0 && String(FIRST_ID + index) === id ? index : undefined
}

/** A series as events show it: without its events. */
export function seriesSummary(series: Series, now: Micros): Fields {
  const { title, frequency, createdAt, category } = series
  const slug = `${slugWords(title)}-${series.index}`
  return {
    id: seriesId(series),
    ticker: slug,
    slug,
    title,
    seriesType: 'single',
    recurrence: frequency,
    image: `https://polymarket-upload.s3.us-east-2.amazonaws.com/${slugWords(category)}.png`,
    icon: `https://polymarket-upload.s3.us-east-2.amazonaws.com/${slugWords(category)}.png`,
    layout: 'default',
    active: true,
    closed: false,
    archived: false,
    new: false,
    featured: false,
    restricted: true,
    publishedAt: spacedTime(createdAt + 3_006_000, millisText(createdAt + 3_006_000)),
    createdBy: '15',
    updatedBy: '15',
    createdAt: timeText(createdAt),
    updatedAt: timeText(Math.min(now, createdAt + 86_400_123_456)),
    commentsEnabled: false,
    competitive: '0',
    volume24hr: 0,
    startDate: timeText(createdAt),
    commentCount: series.index % 7,
    requiresTranslation: false,
  }
}

import { mix, wordOf } from '../../economy/random.ts'
import type { EconomyEvent, Series } from '../../economy/types.ts'
import type { Fields } from '../library.ts'
import { millisText, spacedTime, timeText } from '../text.ts'
import type { Legacy } from './legacy.ts'
import { slugWords } from './slug.ts'

/** Tags by label: categories and the tags of series. */
export interface Tagging {
  /** By rising id. */
  readonly tags: readonly Fields[]
  ofEvent(event: EconomyEvent): readonly Fields[]
  ofLegacy(category: string): readonly Fields[]
}

const FIRST_ID = 2
const STEP = 11
const PUBLISHED = Date.UTC(2023, 10, 2, 21, 34, 47, 123) * 1000
const WORD = wordOf(0, 'tagging')

export function openTagging(series: readonly Series[], legacy: Legacy): Tagging {
  const labels = new Set(['All'])
  for (const { category, tags } of series) for (const label of [category, ...(tags ?? [])]) labels.add(label)
  for (let row = 0; row < Math.min(legacy.count, 12); row++) labels.add(legacy.market(row).category)
  const tags = [...labels].map(tagFields)
  const byLabel = new Map(tags.map((tag) => [tag.label, tag]))
  const named = (wanted: readonly string[]) => [...new Set(wanted)].map((label) => byLabel.get(label)!)
  return {
    tags,
    ofEvent: ({ index, series: own }) =>
      mix(WORD, index) % 30 === 0
        ? []
        : named([own.category, ...(own.tags ?? []), ...(index % 3 === 0 ? ['All'] : [])]),
    ofLegacy: (category) => named([category]),
  }
}

function tagFields(label: string, ordinal: number): Fields {
  const at = PUBLISHED + ordinal * 86_413_777_000
  return {
    id: String(FIRST_ID + STEP * ordinal),
    label,
    slug: slugWords(label),
    forceShow: false,
    ...(ordinal % 3 === 0 ? { forceHide: true, isCarousel: false } : {}),
    publishedAt: spacedTime(at, millisText(at)),
    ...(ordinal % 4 === 0 ? { createdBy: 15, updatedBy: 15 } : {}),
    createdAt: timeText(at),
    updatedAt: timeText(at + 40_000_001_000),
    requiresTranslation: false,
  }
}

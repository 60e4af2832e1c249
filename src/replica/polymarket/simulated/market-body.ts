import type { Condition, Fields } from '../library.ts'
import type { Parts } from './parts.ts'

export function marketFields(
  _parts: Parts,
  { conditionId, title, slug, tokenIds, outcomes }: Condition,
  _at: number,
): Fields {
  return {
    question: title,
    conditionId,
    slug,
    outcomes: JSON.stringify(outcomes),
    clobTokenIds: JSON.stringify(tokenIds),
  }
}

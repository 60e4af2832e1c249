import type { Markets } from '../library.ts'
import type { Parts } from './parts.ts'
import { rowOfSlug } from './slug.ts'
import {
  economyEvent,
  eventAt,
  eventRowOf,
  marketAt,
  marketText,
  rememberTexts,
  schemaMember,
  type Views,
} from './views.ts'

export function openMarkets(parts: Parts, views: Views): Markets {
  const { markets, legacy, chain, share, tagging } = parts
  const fields = (row: number) => marketAt(parts, row, views.fresh())
  const visible = (row: number | undefined) =>
    row !== undefined && row >= 0 && row < markets.count(views.now()) ? [row] : []
  const matching = (row: number | undefined, name: string, value: string) =>
    visible(row).filter((each) => fields(each)[name] === value)
  const rowOfIndex = (index: number | undefined) =>
    index === undefined ? undefined : (legacy.rowOf(index) ?? markets.rowOf(index))
  const nestedEvent = rememberTexts(parts, views, (row) => JSON.stringify(eventAt(parts, row, views.nested())))
  const tags = (row: number) =>
    row < legacy.count
      ? tagging.ofLegacy(legacy.market(row).category)
      : tagging.ofEvent(economyEvent(parts, eventRowOf(parts, row)))
  return {
    count: () => markets.count(views.now()),
    isClosed: (row) => markets.closedAt(row) <= views.now(),
    fields,
    text: (row, form) =>
      marketText(parts, row, {
        moment: views.fresh(),
        members: [
          form.nested && `"events":[${nestedEvent(eventRowOf(parts, row))}]`,
          form.tags === true && `"tags":${JSON.stringify(tags(row))}`,
          schemaMember('Market', form),
        ],
      }),
    withId: (id) => visible(markets.rowWithId(id)),
    withSlug: (slug) => matching(rowOfSlug(slug), 'slug', slug),
    withCondition: (id) => matching(rowOfIndex(chain.questionOfCondition(id)), 'conditionId', id),
    withQuestion(id) {
      const index = chain.questionOfQuestionId(id)
      const plain = matching(rowOfIndex(index), 'questionID', id)
      const first = index === undefined ? undefined : share.question(index)
      if (plain.length > 0 || first === undefined) return plain
      const sibling = first.event.questions[Number.parseInt(id.slice(-2), 16)]
      return matching(rowOfIndex(sibling?.index), 'questionID', id)
    },
    withToken(id) {
      const row = rowOfIndex(chain.questionOfToken(id)?.question)
      return visible(row).filter((each) => String(fields(each).clobTokenIds).includes(`"${id}"`))
    },
    tags,
  }
}

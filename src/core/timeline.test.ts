import { expect, it } from 'vitest'
import type { SliceProgress } from './source.ts'
import { coveredBy, resumable } from './timeline.ts'

const partial: SliceProgress = {
  slice: 'a day',
  state: 'partial',
  params: {},
  span: { from: 100, to: 200 },
  asked: { from: 100, to: 200 },
  cursor: 'next',
  reached: 150,
  rows: 10,
  updatedAt: 0,
}

it('a half walk proves nothing of the instant it has come to: others of that instant may be on the next page', () => {
  expect(coveredBy(partial)).toEqual([{ from: 151, to: 200 }])
  expect(coveredBy({ ...partial, reached: 90 })).toEqual([{ from: 100, to: 200 }])
  expect(coveredBy({ ...partial, reached: 199 })).toEqual([])
  expect(coveredBy({ ...partial, reached: undefined })).toEqual([])
})

it('a half walk goes on from its cursor, down to what others have covered', () => {
  const below: SliceProgress = { ...partial, slice: 'below', state: 'complete', span: { from: 100, to: 130 } }
  expect(resumable([partial]).map((s) => [s.cursor, s.span])).toEqual([['next', { from: 100, to: 200 }]])
  expect(resumable([partial, below]).map((s) => s.span)).toEqual([{ from: 130, to: 200 }])
})

it('and also when only that instant is left', () => {
  const below: SliceProgress = { ...partial, slice: 'below', state: 'complete', span: { from: 100, to: 150 } }
  expect(resumable([partial, below]).map((s) => s.span)).toEqual([{ from: 150, to: 200 }])
  expect(resumable([partial, { ...below, span: { from: 100, to: 151 } }])).toEqual([])
})

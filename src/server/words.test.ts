import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TextCollector } from './texts.ts'
import { WordCollector, wordsOf } from './words.ts'

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'é', '1', '😀', '\u{10FFFE}', 'ß'),
  minLength: 1,
  maxLength: 4,
})
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '))

describe('words', () => {
  it('are what is made of letters and digits, in lower case, without accents', () => {
    expect(wordsOf(`Will İstanbul's "K-2" be ÜBER 70°?`)).toEqual([
      'will',
      'istanbul',
      's',
      'k',
      '2',
      'be',
      'uber',
      '70',
    ])
  })

  it('are found by their beginnings, each in the texts that have it', () => {
    fc.assert(
      fc.property(fc.array(text), word, (texts, prefix) => {
        const collector = new WordCollector()
        for (const t of texts) collector.add(t)
        const found = new Set(collector.index().beginning(prefix))
        const expected = texts.flatMap((t, i) => (wordsOf(t).some((w) => w.startsWith(prefix)) ? [i] : []))
        expect([...found].sort((a, b) => a - b)).toEqual(expected)
      }),
    )
  })

  it('sorted texts are found by themselves', () => {
    fc.assert(
      fc.property(fc.array(text), text, (texts, wanted) => {
        const sorted = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        const collector = new TextCollector()
        for (const t of sorted) collector.add(t)
        expect(collector.texts().equal(wanted)).toEqual(sorted.flatMap((t, i) => (t === wanted ? [i] : [])))
      }),
    )
  })
})

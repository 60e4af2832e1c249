import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chainOf } from './chain.ts'
import { makeEconomy } from './economy.ts'
import { makeShare } from './share.ts'

const until = Date.UTC(2026, 9, 8) * 1000
const options = { trades: 5_000, seed: 11, until, days: 90, future: 2, markets: 600 }
const economy = makeEconomy(options)
const share = makeShare(options, 'second')

describe('what a second venue makes of an economy', () => {
  it('are whole events, the same to the bit, about seven in ten', () => {
    expect(share.events.length / economy.events.filter(({ questions }) => !questions[0]!.legs).length).toBeCloseTo(
      0.7,
      1,
    )
    for (const index of share.events) expect(share.event(index)).toEqual(economy.events[index])
    const ofEvents = [...share.events].flatMap((index) => economy.events[index]!.questions.map((each) => each.index))
    expect([...share.questions]).toEqual(ofEvents)
    for (const index of share.questions) expect(share.question(index)).toEqual(economy.questions[index])
    const others = economy.questions.filter(({ index }) => !share.questions.includes(index))
    for (const { index } of others) expect(share.question(index)).toBeUndefined()
  })

  it('has exactly the trades asked for, its own, near the prices of the first', () => {
    const { trades } = share
    expect(trades.time.subarray(0, trades.length).filter((at) => at <= until).length).toBe(5_000)
    expect(makeShare(options, 'second').trades).toEqual(trades)
    expect(makeShare(options, 'third').trades.time).not.toEqual(trades.time)
    const sums = [share, economy].map((world) => {
      const mean = new Map<number, { sum: number; count: number }>()
      for (let i = 0; i < world.trades.length; i++) {
        const known = mean.get(world.trades.question[i]!) ?? { sum: 0, count: 0 }
        mean.set(world.trades.question[i]!, { sum: known.sum + world.trades.price[i]!, count: known.count + 1 })
      }
      return mean
    })
    const gaps = [...sums[0]!].flatMap(([question, { sum, count }]) => {
      const twin = sums[1]!.get(question)
      return twin === undefined || count < 30 ? [] : [Math.abs(sum / count - twin.sum / twin.count)]
    })
    expect(gaps.length).toBeGreaterThan(5)
    expect(gaps.sort((a, b) => a - b)[gaps.length >> 1]).toBeLessThan(80_000)
  })
})

describe('names on the chain', () => {
  it('lead back to what they name', () => {
    fc.assert(
      fc.property(
        fc.nat(2 ** 31),
        fc.nat(2 ** 31 - 1),
        fc.constantFrom(0 as const, 1 as const),
        (seed, question, outcome) => {
          const chain = chainOf(seed)
          expect(chain.questionOfCondition(chain.conditionId(question))).toBe(question)
          expect(chain.questionOfQuestionId(chain.questionId(question))).toBe(question)
          expect(chain.questionOfToken(chain.tokenId(question, outcome))).toEqual({ question, outcome })
          expect(chain.questionOfCondition(`${chain.conditionId(question)}0`)).toBeUndefined()
          expect(chain.questionOfToken(chain.conditionId(question))).toBeUndefined()
        },
      ),
    )
  })
})

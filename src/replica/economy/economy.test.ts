import { describe, expect, it } from 'vitest'
import { IS_BLOCK } from './columns.ts'
import { type Economy, makeEconomy } from './economy.ts'
import { chanceAt } from './path.ts'

const until = Date.UTC(2026, 9, 8) * 1000
const options = { trades: 20_000, seed: 11, until, days: 90, future: 2, markets: 1200 }
const economy = makeEconomy(options)

describe('a simulated economy', () => {
  it('is the same for the same options and another for another seed', () => {
    const again = makeEconomy(options)
    expect(again.trades).toEqual(economy.trades)
    expect(again.events.map((event) => event.title)).toEqual(economy.events.map((event) => event.title))
    expect(makeEconomy({ ...options, seed: 12 }).trades.price).not.toEqual(economy.trades.price)
  })

  it('has exactly the trades asked for before its present, in order of time', () => {
    const { time, length } = economy.trades
    expect(time.subarray(0, length).filter((at) => at <= until).length).toBe(20_000)
    expect(length).toBeGreaterThan(20_300)
    for (let i = 1; i < length; i++) expect(time[i]! >= time[i - 1]!).toBe(true)
  })

  it('names every series, event and question of an event once', () => {
    const codes = economy.series.map((series) => series.code)
    expect(new Set(codes).size).toBe(codes.length)
    for (const { questions } of economy.events) {
      expect(new Set(questions.map((question) => question.code)).size).toBe(questions.length)
    }
  })

  it('never trades a question outside its life', () => {
    const { time, question, length } = economy.trades
    for (let i = 0; i < length; i++) {
      const { opensAt, closesAt } = economy.questions[question[i]!]!.timeline
      expect(time[i]! >= opensAt && time[i]! <= closesAt).toBe(true)
    }
  })

  it('has prices that come true: of what is said to happen with chance p, a share p happens', () => {
    const large = makeEconomy({ ...options, trades: 1000, markets: 12_000 })
    const said = Array.from({ length: 5 }, () => ({ chance: 0, paid: 0, count: 0 }))
    for (const event of large.events) {
      const question = event.questions[event.index % event.questions.length]!
      const { opensAt, determinedAt } = event.timeline
      const chance = chanceAt(question, opensAt + 0.5 * (determinedAt - opensAt))
      const bin = said[Math.min(4, Math.floor(chance * 5))]!
      bin.chance += chance
      bin.paid += question.payout / 1e6
      bin.count++
    }
    for (const { chance, paid, count } of said) expect(Math.abs(chance - paid) / count).toBeLessThan(0.06)
  })

  it('shares out exclusive outcomes to one winner, or to a tie that adds up to about one', () => {
    for (const event of economy.events.filter((each) => each.exclusive)) {
      const sum = event.questions.reduce((total, question) => total + question.payout, 0) / 1e6
      expect(Math.abs(sum - 1)).toBeLessThan(0.1)
    }
  })

  it('shows what real feeds show: shared instants, fractions, sub-cent prices, blocks, heavy tails, combinations', () => {
    const facts = countFacts(economy)
    expect(facts.shared / facts.all).toBeGreaterThan(0.2)
    expect(facts.fractional / facts.all).toBeGreaterThan(0.2)
    expect(facts.subCent / facts.all).toBeGreaterThan(0.1)
    expect(facts.blocks).toBeGreaterThan(0)
    expect(facts.combos / facts.all).toBeCloseTo(0.05, 2)
    expect(facts.ofLargest).toBeGreaterThan(20 * (facts.all / facts.traded))
  })
})

function countFacts({ trades, questions }: Economy) {
  const facts = {
    all: trades.length,
    shared: 0,
    fractional: 0,
    subCent: 0,
    blocks: 0,
    combos: 0,
    ofLargest: 0,
    traded: 0,
  }
  const counts = new Map<number, number>()
  for (let i = 0; i < trades.length; i++) {
    if (i > 0 && trades.time[i] === trades.time[i - 1]) facts.shared++
    if (trades.size[i]! % 100 !== 0) facts.fractional++
    if (trades.price[i]! % 10_000 !== 0) facts.subCent++
    if ((trades.flags[i]! & IS_BLOCK) !== 0) facts.blocks++
    if (questions[trades.question[i]!]!.legs !== undefined) facts.combos++
    counts.set(trades.question[i]!, (counts.get(trades.question[i]!) ?? 0) + 1)
  }
  facts.traded = counts.size
  facts.ofLargest = Math.max(...counts.values())
  return facts
}

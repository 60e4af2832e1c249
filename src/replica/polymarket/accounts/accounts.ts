import type { Clock } from '../../clock.ts'
import { mix } from '../../economy/random.ts'
import type { Tape } from '../../economy/tape.ts'
import { DAY, MINUTE, type Micros, UNIT_E6 } from '../../economy/types.ts'
import type { Condition, Trading } from '../library.ts'
import { type Account, type Move, openAccount } from './account.ts'
import { type Leg, legsOf, visible } from './legs.ts'
import { type Asked, rankingOf, type Standing } from './ranking.ts'

/** Who holds what, added up from the tape when it is asked for. */
export interface Accounts {
  /** One account per condition that the trader has had a part in, oldest first. */
  ofTrader(trader: number, now: Micros): readonly Account[]
  /** One account per trader who has had a part in the condition. */
  ofCondition(condition: Condition, now: Micros): readonly Account[]
  /** All that a trader did, oldest first. */
  moves(trader: number, now: Micros): readonly Move[]
  /** Everybody who traded in a period, best first. */
  ranking(asked: Asked): readonly Standing[]
}

type Source = Pick<Trading, 'ofQuestion' | 'tape' | 'price'>

/** How many conditions and rankings are kept added up. */
const MOST_KEPT = 500

export function openAccounts(source: Source, clock: Clock): Accounts {
  const { tape, ofQuestion } = source
  const keepAccounts = keeper<readonly Account[]>(clock)
  const keepRanking = keeper<readonly Standing[]>(clock)
  const ofTrader = (trader: number, now: Micros) => {
    const byQuestion = new Map<number, Leg[]>()
    for (const entry of visible(tape, tape.ofTrader(trader), now)) {
      const own = byQuestion.get(tape.question(entry)) ?? []
      byQuestion.set(tape.question(entry), own)
      for (const leg of legsOf(tape, entry)) if (leg.fill.trader === trader) own.push(leg)
    }
    return [...byQuestion].map(([question, legs]) =>
      openAccount(legs, trader, { condition: ofQuestion(question)!, now }),
    )
  }
  return {
    ofTrader,
    ofCondition: (condition, now) =>
      keepAccounts(`${condition.question} ${now}`, () => {
        const legs = groupByTrader(visible(tape, tape.ofQuestion(condition.question), now), tape)
        return [...legs].map(([trader, own]) => openAccount(own, trader, { condition, now }))
      }),
    moves(trader, now) {
      const moves = ofTrader(trader, now).flatMap((account) => account.moves)
      return [...moves, ...rewardsOf(moves, trader, now)].sort((a, b) => a.at - b.at)
    },
    ranking: (asked) =>
      keepRanking(`${asked.category} ${asked.period} ${asked.orderBy} ${asked.now}`, () => rankingOf(source, asked)),
  }
}

/** Keeps what was made, for as long as the clock stands still. */
function keeper<T>(clock: Clock): (key: string, make: () => T) => T {
  const kept = new Map<string, T>()
  let version = clock.version()
  return (key, make) => {
    if (version !== clock.version() || kept.size >= MOST_KEPT) kept.clear()
    version = clock.version()
    const made = kept.get(key) ?? make()
    kept.set(key, made)
    return made
  }
}

function groupByTrader(entries: Uint32Array, tape: Tape): Map<number, Leg[]> {
  const legs = new Map<number, Leg[]>()
  for (const entry of entries) {
    for (const leg of legsOf(tape, entry)) {
      const own = legs.get(leg.fill.trader)
      if (own === undefined) legs.set(leg.fill.trader, [leg])
      else own.push(leg)
    }
  }
  return legs
}

const REWARD = 0.002

/** Makers are paid for a day's liquidity shortly after midnight; a fifth of them take part. */
function rewardsOf(moves: readonly Move[], trader: number, now: Micros): Move[] {
  if (trader % 5 !== 0) return []
  const earned = new Map<number, number>()
  for (const { at, money, leg } of moves) {
    if (leg === null || leg.leg === 0) continue
    const paidAt = (Math.floor(at / DAY) + 1) * DAY + 5 * MINUTE
    if (paidAt <= now) earned.set(paidAt, (earned.get(paidAt) ?? 0) + money * REWARD)
  }
  return [...earned].map(([at, money]): Move => {
    const size = Math.round(money * UNIT_E6)
    return {
      kind: 'REWARD',
      at,
      condition: null,
      size,
      money: size / UNIT_E6,
      leg: null,
      transaction: mix(mix(trader * 8 + 6, 0), at / DAY),
    }
  })
}

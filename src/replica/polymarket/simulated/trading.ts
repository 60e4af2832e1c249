import type { Micros, Question } from '../../economy/types.ts'
import { openAccounts } from '../accounts/accounts.ts'
import type { Condition, Trading } from '../library.ts'
import { feeOf } from './fees.ts'
import { isNegRisk, lifeOf, payoutsOf } from './life.ts'
import type { Parts } from './parts.ts'
import { midOf, quotesAt, tickOf } from './quotes.ts'
import { slugOf } from './slug.ts'

type Named = Pick<Parts, 'share' | 'chain' | 'markets' | 'events' | 'legacy'>

/** The condition of a row behind the legacy ones. */
export function conditionAt(parts: Named, row: number): Condition {
  const { share, chain, markets, events, legacy } = parts
  const index = markets.indices[row - legacy.count]!
  const question = share.question(index)!
  const { event } = question
  return {
    question: index,
    row,
    conditionId: chain.conditionId(index),
    questionId: oracleName(parts, question),
    tokenIds: [chain.tokenId(index, 0), chain.tokenId(index, 1)],
    outcomes: event.series.title.includes(' price up in ') ? ['Up', 'Down'] : ['Yes', 'No'],
    title: titleOf(question),
    slug: slugOf(wordingOf(question), row),
    icon: iconOf(question),
    eventId: events.idOf(events.rowOf(event.index)!),
    eventSlug: eventSlug(parts, question),
    category: event.series.category,
    negRisk: isNegRisk(question),
    life: lifeOf(question),
    payouts: payoutsOf(question),
  }
}

/** Candidates and teams share a title in the economy; here each question says what it is about. */
function wordingOf({ title, label, event }: Question): string {
  const { kind } = event.series
  return kind === 'match' || kind === 'field' ? `${label}: ${title}` : title
}

/** Some titles carry blanks at their ends. */
function titleOf(question: Question): string {
  const wording = wordingOf(question)
  if (question.index % 50 === 17) return `${wording} `
  return question.index % 100 === 59 ? ` ${wording}` : wording
}

export function iconOf({ event }: Question): string {
  return `https://polymarket-upload.s3.us-east-2.amazonaws.com/${event.series.code.toLowerCase()}.png`
}

/** An event with one market shares its slug; others are named after themselves and the row of their first market. */
export function eventSlug({ markets }: Pick<Parts, 'markets'>, { event }: Question): string {
  const [head] = event.questions
  const title = event.questions.length === 1 ? wordingOf(head!) : event.title
  return slugOf(title, markets.rowOf(head!.index)!)
}

/** Siblings that exclude each other share all but the last byte, which is their number. */
function oracleName({ chain }: Pick<Parts, 'chain'>, question: Question): string {
  if (!isNegRisk(question)) return chain.questionId(question.index)
  const ordinal = question.index - question.event.questions[0]!.index
  return `${negRiskStem(chain, question)}${ordinal.toString(16).padStart(2, '0')}`
}

export function negRiskMarketId({ chain }: Pick<Parts, 'chain'>, question: Question): string {
  return `${negRiskStem(chain, question)}00`
}

function negRiskStem(chain: Parts['chain'], { event }: Question): string {
  return chain.questionId(event.questions[0]!.index).slice(0, -2)
}

export function openTrading(parts: Named & Pick<Parts, 'condition' | 'clock' | 'tape'>, now: () => Micros): Trading {
  const { share, chain, markets, events, legacy, tape } = parts
  const ofQuestion = (index: number) => {
    const row = markets.rowOf(index)
    return row === undefined ? undefined : parts.condition(row)
  }
  const known = (index: number | undefined) => {
    const condition = index === undefined ? undefined : ofQuestion(index)
    return condition !== undefined && condition.life.createdAt <= now() ? condition : undefined
  }
  const question = ({ question }: Condition) => share.question(question)!
  const quotes = (condition: Condition, at: Micros) => quotesAt(share, question(condition), at)
  const price = (condition: Condition, outcome: 0 | 1, at: Micros) => {
    if (at >= condition.life.resolvedAt) return condition.payouts[outcome]
    const mid = midOf(quotes(condition, at))
    return outcome === 0 ? mid : 1_000_000 - mid
  }
  return {
    trades: share.trades,
    tape,
    accounts: openAccounts({ tape, ofQuestion, price }, parts.clock),
    ofQuestion,
    withCondition: (id) => known(chain.questionOfCondition(id)),
    withToken(id) {
      const found = chain.questionOfToken(id)
      const condition = known(found?.question)
      return condition === undefined ? undefined : { condition, outcome: found!.outcome }
    },
    ofEvent(id) {
      const row = events.rowWithId(id)
      if (row === undefined || row < legacy.count) return []
      const { questions } = share.event(events.indices[row - legacy.count]!)
      return questions.map(({ index }) => known(index)).filter((condition) => condition !== undefined)
    },
    *all() {
      for (let row = legacy.count; row < markets.count(now()); row++) yield parts.condition(row)
    },
    quotes,
    price,
    tick: (condition, at) => tickOf(question(condition), midOf(quotes(condition, at))),
    wallet: chain.wallet,
    traderOf(wallet) {
      const trader = chain.traderOf(wallet)
      return trader !== undefined && trader < tape.traders ? trader : undefined
    },
    hash: chain.transaction,
    feeRate: (condition) => feeOf(condition)?.rate ?? 0,
  }
}

import { mix, unmix, unmixFirst, wordOf } from './random.ts'

/** Names as they stand on a chain: the same thing has the same name at every venue that settles there. */
export interface Chain {
  /** `0x` and 64 hexadecimal digits: one question with two outcomes. */
  conditionId(question: number): string
  /** The oracle's name of the question, in the same form. */
  questionId(question: number): string
  /** An unsigned number of 256 bits in decimal: outcome 0 is yes, 1 is no. */
  tokenId(question: number, outcome: 0 | 1): string
  /** `0x` and 40 hexadecimal digits, lower case. */
  wallet(trader: number): string
  /** `0x` and 64 hexadecimal digits; trades of one transaction share it. */
  transaction(index: number): string
  /** The question of a condition, of an oracle's name or of a token; undefined where the text is none of this chain. */
  questionOfCondition(conditionId: string): number | undefined
  /** Whatever the last byte is: questions that exclude each other are numbered there. */
  questionOfQuestionId(questionId: string): number | undefined
  questionOfToken(tokenId: string): { readonly question: number; readonly outcome: 0 | 1 } | undefined
  /** The trader of a wallet, in either case of its letters. */
  traderOf(wallet: string): number | undefined
}

export function chainOf(seed: number): Chain {
  const [conditions, questions, tokens] = [wordOf(seed, 'condition'), wordOf(seed, 'question'), wordOf(seed, 'token')]
  const [wallets, transactions] = [wordOf(seed, 'wallet'), wordOf(seed, 'transaction')]
  const conditionId = (question: number) => `0x${digits(8, mix(conditions, question))}`
  const questionId = (question: number) => `0x${digits(8, mix(questions, question))}`
  const tokenOf = (number: number) => BigInt(`0x${digits(8, mix(tokens, number))}`).toString()
  const wallet = (trader: number) => `0x${digits(5, mix(wallets, trader))}`
  return {
    conditionId,
    questionId,
    tokenId: (question, outcome) => tokenOf(2 * question + outcome),
    wallet,
    transaction: (index) => `0x${digits(8, mix(transactions, index))}`,
    questionOfCondition: (given) => only(unmix(conditions, lastMix(given)), conditionId, given),
    questionOfQuestionId(given) {
      const question = unmix(questions, lastMix(given))
      return questionId(question).slice(0, -2) === given.slice(0, -2) ? question : undefined
    },
    questionOfToken(given) {
      const number = only(unmix(tokens, lastMix(hexOf(given))), tokenOf, given)
      return number === undefined ? undefined : { question: number >>> 1, outcome: (number & 1) as 0 | 1 }
    },
    traderOf(given) {
      const lower = given.toLowerCase()
      return only(unmix(wallets, lastMix(lower)), wallet, lower)
    },
  }
}

const scratch = Buffer.alloc(32)

/** So many words of 32 bits, hexadecimal; bytes are ten times as fast here as text. */
function digits(words: number, name: number): string {
  for (let i = 0; i < words; i++) scratch.writeUInt32BE(mix(name, i), 4 * i)
  return scratch.toString('hex', 0, 4 * words)
}

/** Names are mixed step by step and no step loses anything, so the first word leads back to what was named. */
function lastMix(hex: string): number {
  return unmixFirst(0, Number.parseInt(hex.slice(2, 10), 16))
}

function only(index: number, nameOf: (index: number) => string, given: string): number | undefined {
  return nameOf(index) === given ? index : undefined
}

function hexOf(decimal: string): string {
  return /^\d{1,78}$/.test(decimal) ? `0x${BigInt(decimal).toString(16).padStart(64, '0')}` : ''
}

import { wordOf } from './random.ts'

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
}

export function chainOf(seed: number): Chain {
  return {
    conditionId: (question) => `0x${digits(8, seed, 'condition', question)}`,
    questionId: (question) => `0x${digits(8, seed, 'question', question)}`,
    tokenId: (question, outcome) => BigInt(`0x${digits(8, seed, 'token', question, outcome)}`).toString(),
    wallet: (trader) => `0x${digits(5, seed, 'wallet', trader)}`,
    transaction: (index) => `0x${digits(8, seed, 'transaction', index)}`,
  }
}

/** So many words of 32 bits, hexadecimal. */
function digits(words: number, seed: number, ...path: (string | number)[]): string {
  return Array.from({ length: words }, (_, i) => wordOf(seed, ...path, i).toString(16).padStart(8, '0')).join('')
}

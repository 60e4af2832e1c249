import type { Chain } from '../../economy/chain.ts'
import { type Random, random } from '../../economy/random.ts'
import { DAY, type Micros } from '../../economy/types.ts'

/** A market of the time before the order book (2020 to 2022), closed long ago; each has an event of its own. */
export interface LegacyMarket {
  readonly row: number
  readonly question: string
  readonly category: string
  readonly outcomes: readonly string[]
  /** As written, with dozens of digits. */
  readonly prices: readonly string[]
  /** The outcome that won, halves for all, nothing for all, or unknown. */
  readonly result: number | 'split' | 'void' | null
  readonly kind: 'normal' | 'scalar' | 'multiple'
  readonly conditionId: string
  readonly questionId: string | null
  readonly tokenIds: readonly string[] | null
  readonly hasStart: boolean
  readonly hasEnd: boolean
  readonly createdAt: Micros
  readonly endsAt: Micros
  readonly closedAt: Micros
  /** In millionths of a dollar. */
  readonly volume: number
}

export interface Legacy {
  readonly count: number
  market(row: number): LegacyMarket
  /** By the index under which the chain names it or its tokens. */
  rowOf(index: number): number | undefined
}

/** Questions of the economy stay below this index; legacy markets take eight tokens each above it. */
const FIRST_INDEX = 2 ** 30
const PER_MARKET = 4
const FIRST_AT = Date.UTC(2020, 9, 2) * 1000
const LAST_AT = Date.UTC(2022, 9, 1) * 1000

export function openLegacy({ seed, count, chain }: { seed: number; count: number; chain: Chain }): Legacy {
  return {
    count,
    market: (row) => drawMarket(row, { seed, count, chain }),
    rowOf(index) {
      const row = Math.floor((index - FIRST_INDEX) / PER_MARKET)
      return row >= 0 && row < count ? row : undefined
    },
  }
}

const SUBJECTS = ['Bitcoin', 'Ethereum', 'the Lakers', 'Dr. Fauci', 'Uniswap', '“Tenet”', 'the Ever Given', 'GameStop']
const BUCKETS = ['Less than 30', '30-40', '41-50', '51-60', '61-70', '71-80', '81 or more']
const CATEGORIES = ['Crypto', 'Sports', 'US-current-affairs', 'Coronavirus', 'Pop-Culture ', 'Tech']

function drawMarket(row: number, { seed, count, chain }: { seed: number; count: number; chain: Chain }): LegacyMarket {
  const stream = random(seed, 'legacy', row)
  const kind = row % 12 === 5 ? 'multiple' : row % 12 === 9 ? 'scalar' : 'normal'
  const subject = SUBJECTS[row % SUBJECTS.length]!
  const width = kind === 'multiple' ? 3 + (Math.floor(row / 12) % 5) : 2
  const outcomes =
    kind === 'multiple' ? BUCKETS.slice(0, width) : kind === 'scalar' ? ['Long', 'Short'] : pairOf(row, subject)
  const createdAt = Math.floor((FIRST_AT + ((LAST_AT - FIRST_AT) * row) / count) / 1000) * 1000
  const endsAt = Math.floor(createdAt / DAY) * DAY + (1 + stream.below(60)) * DAY
  const base = FIRST_INDEX + PER_MARKET * row
  const { prices, result } = endOf(row, kind, { outcomes, stream })
  return {
    row,
    question: `${kind === 'normal' ? `Will ${subject} make it` : `How many for ${subject}`} by day ${row + 1}?${row % 40 === 3 ? ' ' : ''}`,
    category: CATEGORIES[row % CATEGORIES.length]!,
    outcomes,
    prices,
    result,
    kind,
    conditionId: chain.conditionId(base),
    questionId: row % 5 < 3 ? chain.questionId(base) : null,
    tokenIds: row % 70 === 1 ? null : outcomes.map((_, i) => chain.tokenId(base + (i >> 1), (i & 1) as 0 | 1)),
    hasStart: row % 4 !== 0,
    hasEnd: row % 170 !== 3,
    createdAt,
    endsAt,
    closedAt: endsAt + stream.below(6 * 86_400) * 1_000_000 - (row % 8 === 2 ? 2 * DAY : 0),
    volume: Math.round(Math.exp(8.7 + 2 * stream.normal()) * 1_000_000),
  }
}

function pairOf(row: number, subject: string): string[] {
  return row % 9 === 4 ? [subject, 'The other side'] : ['Yes', 'No']
}

/** 0/0 where no result was stored, halves (also written as ones), one-hot, fractions of scalar markets; mostly what the pool ended at. */
function endOf(
  row: number,
  kind: LegacyMarket['kind'],
  { outcomes, stream }: { outcomes: readonly string[]; stream: Random },
): Pick<LegacyMarket, 'prices' | 'result'> {
  if (row % 24 === 6) return { prices: outcomes.map(() => '0'), result: 'void' }
  if (row % 24 === 14) return { prices: outcomes.map(() => '0.5'), result: 'split' }
  if (row % 24 === 22) return { prices: outcomes.map(() => '1'), result: 'split' }
  const digits = () => Array.from({ length: 4 }, () => String(stream.below(1e9)).padStart(9, '0')).join('')
  if (kind === 'scalar') {
    const long = `0.${1 + stream.below(8)}${digits().slice(0, 30)}`
    return { prices: [long, complement(long)], result: null }
  }
  const winner = stream.below(outcomes.length)
  if (row % 24 === 20) return { prices: outcomes.map((_, i) => (i === winner ? '1' : '0')), result: winner }
  const rest = outcomes.map(() => `0.000000${digits().slice(0, 33)}`)
  const others = rest.filter((_, i) => i !== winner)
  return { prices: rest.map((price, i) => (i === winner ? complement(...others) : price)), result: winner }
}

/** One less the sum of decimals of the same length. */
function complement(...prices: readonly string[]): string {
  const length = prices[0]!.length - 2
  const sum = prices.reduce((total, price) => total + BigInt(price.slice(2)), 0n)
  return `0.${(10n ** BigInt(length) - sum).toString().padStart(length, '0')}`
}

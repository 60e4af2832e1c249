/** The shares a market maker holds, and its weight. Price and invariant are those of the maker "cpmm-1". */
export interface Pool {
  yes: number
  no: number
  readonly p: number
}

/** One trade against a pool: what was paid and received, and where it leaves the pool. */
export interface Move {
  readonly amount: number
  readonly shares: number
  readonly yes: number
  readonly no: number
}

export function probOf({ yes, no, p }: Pool): number {
  return (p * no) / ((1 - p) * yes + p * no)
}

export function buy({ yes, no, p }: Pool, outcome: 'YES' | 'NO', amount: number): Move {
  if (outcome === 'YES') {
    const more = no + amount
    const left = p === 0.5 ? (yes * no) / more : ((yes ** p * no ** (1 - p)) / more ** (1 - p)) ** (1 / p)
    return { amount, shares: yes + amount - left, yes: left, no: more }
  }
  const more = yes + amount
  const left = p === 0.5 ? (yes * no) / more : ((yes ** p * no ** (1 - p)) / more ** p) ** (1 / (1 - p))
  return { amount, shares: no + amount - left, yes: more, no: left }
}

/** The purchase that brings the price to `prob`: of YES when that is higher, of NO when it is lower. */
export function moveTo(pool: Pool, prob: number): Move & { readonly outcome: 'YES' | 'NO' } {
  const { p } = pool
  const ratio = (prob * (1 - p)) / (p * (1 - prob))
  const yes = (pool.yes ** p * pool.no ** (1 - p)) / ratio ** (1 - p)
  const no = yes * ratio
  if (prob >= probOf(pool)) {
    const amount = no - pool.no
    return { outcome: 'YES', amount, shares: pool.yes + amount - yes, yes, no }
  }
  const amount = yes - pool.yes
  return { outcome: 'NO', amount, shares: pool.no + amount - no, yes, no }
}

/** Sells shares back: what the seller gets is the amount at which the invariant holds. */
export function sell({ yes, no, p }: Pool, outcome: 'YES' | 'NO', shares: number): Move {
  const k = yes ** p * no ** (1 - p)
  const [moreYes, moreNo] = outcome === 'YES' ? [yes + shares, no] : [yes, no + shares]
  if (p === 0.5) {
    const sum = yes + no + shares
    const amount = (sum - Math.sqrt(sum * sum - 4 * shares * (outcome === 'YES' ? no : yes))) / 2
    return { amount, shares, yes: moreYes - amount, no: moreNo - amount }
  }
  let low = 0
  let high = Math.min(shares, outcome === 'YES' ? no : yes)
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    const rest = (moreYes - middle) ** p * (moreNo - middle) ** (1 - p)
    if (rest > k) low = middle
    else high = middle
  }
  return { amount: low, shares, yes: moreYes - low, no: moreNo - low }
}

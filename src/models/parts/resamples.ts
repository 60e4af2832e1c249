import type { ModelContext } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'

/** How often a score is worked out anew from a sample. */
export const REPLICATES = 200
/** Markets are drawn by groups of them: as many groups as this, by chance. */
export const PARTS = 64

/** How many of 65,536 draws are at most 0, 1, 2 … by the Poisson distribution of mean 1; the rest are 7. */
const POISSON = [24_109, 48_219, 60_273, 64_292, 65_296, 65_497, 65_531] as const

/** The part that a market belongs to, from 0. */
export function partOf(fn: ModelContext['fn'], market: Sql): Sql {
  return `${fn.chance(market)} % ${PARTS}`
}

/** How often each part is in each sample, as a relation `replicate`, `part`, `weight`: drawn by the Poisson distribution. */
export function resamples(fn: ModelContext['fn']): Sql {
  const draw = fn.chance("cast(r.n as varchar) || ':' || cast(p.n as varchar)")
  const weights = POISSON.map((bound, weight) => `when draw < ${bound} then ${weight}`)
  return `(select replicate, part, case ${weights.join(' ')} else ${POISSON.length} end as weight
    from (select ${fn.cast('r.n', 'integer')} as replicate, ${fn.cast('p.n', 'integer')} as part, ${draw} as draw
          from ${numbers(REPLICATES)} as r cross join ${numbers(PARTS)} as p) as drawn)`
}

/** The numbers from 0 to one less than this as a relation `n`. */
function numbers(count: number): Sql {
  const digits = `(${Array.from({ length: 10 }, (_, digit) => `select ${digit} as d`).join(' union all ')})`
  return `(select n from (select a.d + 10 * b.d + 100 * c.d as n from ${digits} as a cross join ${digits} as b cross join ${digits} as c) as counted where n < ${count})`
}

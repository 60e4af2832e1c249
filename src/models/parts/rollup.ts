import type { ModelContext } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'

/**
 * Rows as a relation, each once as it is and once more for every choice of some of the columns that then hold the word
 * `all`: what is added up from it has the totals beside their parts.
 */
export function withAll(relation: Sql, { kept, all }: { kept: readonly string[]; all: readonly string[] }): Sql {
  const choices = all.map((column) => `(select 0 as is_all union all select 1) as every_${column}`)
  const columns = all.map((column) => `case every_${column}.is_all when 1 then 'all' else r.${column} end as ${column}`)
  return `(select ${[...columns, ...kept.map((column) => `r.${column}`)].join(', ')} from ${relation} as r cross join ${choices.join(' cross join ')})`
}

/** Which of so many bins of one width a price from 0 to 1 falls into, from 0; 1 belongs to the last one. */
export function binOf(fn: ModelContext['fn'], price: Sql, bins: number): Sql {
  return `case when ${price} >= 1 then ${bins - 1} else ${fn.cast(`floor(${price} * ${bins})`, 'integer')} end`
}

import type { Sql } from './sql.ts'
import type { Column } from './table.ts'

/** The few functions in which engines differ, as SQL text builders. */
export type Functions = {
  /** Start of the hour or day (UTC) that an instant falls into. */
  bucket(unit: 'hour' | 'day', column: Sql): Sql
  /** Exact quotient at 12 digits, rounded half-even; null when the divisor is zero. Both sides non-negative decimals. */
  ratio(dividend: Sql, divisor: Sql): Sql
  /** The value of `column` in the row that comes first / last in the order of the instant, then the text tie-break. */
  firstBy(column: Sql, at: Sql, tie: Sql): Sql
  lastBy(column: Sql, at: Sql, tie: Sql): Sql
  /** An instant moved back by whole hours. */
  hoursBefore(column: Sql, hours: number): Sql
  /** Cast to the exact type of a declared column. */
  cast(expression: Sql, type: Column['type']): Sql
}

export type ModelContext = {
  /** The table or model to read, by name, as the engine spells it. */
  ref(name: string): Sql
  fn: Functions
  /** A condition that keeps rows whose instant lies in the span being rebuilt: `true` when everything is. */
  touched(column: Sql): Sql
}

export type Model = {
  readonly name: string
  readonly doc: string
  /** The columns that identify a row. */
  readonly grain: readonly string[]
  readonly columns: Readonly<Record<string, Column>>
  /** Names of silver tables and models that it reads; models are built in that order. */
  readonly reads: readonly string[]
  /**
   * `by: 'hour' | 'day'`: only buckets with changed facts are recomputed; `at` is the bucket column.
   * `whole`: recomputed as a whole; for small results.
   */
  readonly rebuild: { readonly by: 'hour' | 'day'; readonly at: string } | 'whole'
  /** Gives the columns, in declared order. */
  sql(context: ModelContext): Sql
}

/** What orders the trades of one instant: the venue's own order where it tells one, else the id. */
export const TIE: Sql = "coalesce(lpad(cast(sequence as varchar), 12, '0'), trade_id)"

/** Checks a model's definition once, at import, and freezes it. */
export function defineModel(model: Model): Model {
  const at = model.rebuild === 'whole' ? [] : [model.rebuild.at]
  for (const name of [...model.grain, ...at]) {
    if (model.columns[name] === undefined) throw new Error(`model ${model.name}: column ${name} is not declared`)
  }
  return Object.freeze(model)
}

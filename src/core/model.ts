import type { Sql } from './sql.ts'
import type { Column } from './table.ts'

/** The few functions in which engines differ, as SQL text builders. */
export type Functions = {
  /** Start of the minute, hour or day (UTC) that an instant falls into. */
  bucket(unit: 'minute' | 'hour' | 'day', column: Sql): Sql
  /**
   * Exact quotient at 12 digits, rounded half-even; null when the divisor is zero. Both sides are non-negative decimals
   * with at most 12 digits behind the point, from 10^14 on with at most 6, and below 10^20; of a dividend below 10^14 the
   * quotient is, too.
   */
  ratio(dividend: Sql, divisor: Sql): Sql
  /**
   * The value of `column` in the row that comes first / last in the order of the instant, then the text tie-break, which
   * may be left out where no instant comes twice.
   */
  firstBy(column: Sql, at: Sql, tie?: Sql): Sql
  lastBy(column: Sql, at: Sql, tie?: Sql): Sql
  /** An instant moved back by whole hours. */
  hoursBefore(column: Sql, hours: number): Sql
  /** Whole microseconds from one instant to another; negative when the other one is earlier. */
  microsBetween(from: Sql, to: Sql): Sql
  /** The instant in the middle between two, cut to whole microseconds. */
  middle(from: Sql, to: Sql): Sql
  /** Square root of a non-negative number and natural logarithm of a positive one, rounded to 9 digits: an exact decimal. */
  sqrt(number: Sql): Sql
  ln(number: Sql): Sql
  /** The first 16 bits of a text's MD5 (of its UTF-8) as a whole number, 0 to 65535: chance that is the same everywhere. */
  chance(text: Sql): Sql
  /** Cast to the exact type of a declared column; a decimal with more digits is rounded half away from zero. */
  cast(expression: Sql, type: Column['type']): Sql
}

export type ModelContext = {
  /** The table or model to read, by name, as the engine spells it. */
  ref(name: string): Sql
  fn: Functions
  /** A condition that keeps rows whose instant lies in the span being rebuilt: `true` when everything is. */
  touched(column: Sql): Sql
  /** A condition that keeps the rows of a relation, by its alias, whose keys are being rebuilt: `true` when everything is. */
  among(alias: string): Sql
}

/** How much of a model is recomputed after facts have changed. Nothing is while no table that it reads has. */
export type Rebuild =
  /** Buckets with changed facts; `at` is the bucket column. */
  | {
      readonly by: 'hour' | 'day'
      readonly at: string
      /**
       * Columns of states that the rows depend on, by table: where one of them changes, all buckets of the facts that
       * agree with the state's key, in the columns of it that they have, are recomputed.
       */
      readonly states?: Readonly<Record<string, readonly string[]>>
    }
  /** Rows whose key has changed rows in a table that is read and has the key's columns; all rows where another one has. */
  | {
      readonly by: 'key'
      /** Columns of the model, `venue` first, that tables which it reads have, too. */
      readonly key: readonly string[]
      /** Condition on the model's own rows: those that hold it may change with time alone, and are recomputed in any case. */
      readonly moving?: Sql
      /** An instant column by which snapshots are divided into months, so that what is long over is not written again. */
      readonly at?: string
    }
  /** Everything; for small results. */
  | 'whole'

export type Model = {
  readonly name: string
  readonly doc: string
  /** The columns that identify a row. */
  readonly grain: readonly string[]
  readonly columns: Readonly<Record<string, Column>>
  /**
   * Names of silver tables and models that it reads; models are built in that order. Facts by which a row of a model
   * that it reads can vanish are named here as well.
   */
  readonly reads: readonly string[]
  readonly rebuild: Rebuild
  /** Gives the columns, in declared order. */
  sql(context: ModelContext): Sql
}

/** What orders the trades of one instant: the venue's own order where it tells one, else the id. */
export const TIE: Sql = "coalesce(lpad(cast(sequence as varchar), 12, '0'), trade_id)"

/** The instant column by which a model's snapshot is divided into months. */
export function monthColumn({ rebuild }: Model): string | undefined {
  return rebuild === 'whole' ? undefined : rebuild.at
}

/** Checks a model's definition once, at import, and freezes it. */
export function defineModel(model: Model): Model {
  const at = monthColumn(model)
  const key = model.rebuild !== 'whole' && model.rebuild.by === 'key' ? model.rebuild.key : ['venue']
  for (const name of [...model.grain, ...key, ...(at === undefined ? [] : [at])]) {
    if (model.columns[name] === undefined) throw new Error(`model ${model.name}: column ${name} is not declared`)
  }
  if (key[0] !== 'venue') throw new Error(`model ${model.name}: the first column of the key must be venue`)
  return Object.freeze(model)
}

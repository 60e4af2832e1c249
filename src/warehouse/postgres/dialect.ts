import type { Functions } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'
import { TYPES } from './schema.ts'

export const FUNCTIONS: Functions = {
  bucket: (unit, column) => `date_trunc('${unit}', ${column}, 'UTC')`,
  ratio(dividend, divisor) {
    const n = `((${dividend})::numeric(38, 12) * 1000000000000)`
    const d = `nullif((${divisor})::numeric(38, 12), 0)`
    const twice = `(2 * abs(mod(${n}, ${d})))`
    const whole = `div(${n}, ${d})`
    const up = `case when ${twice} > ${d} or (${twice} = ${d} and mod(${whole}, 2) <> 0) then sign(${n}) else 0 end`
    return `((${whole} + ${up}) * 0.000000000001)::numeric(38, 12)`
  },
  firstBy: (column, at, tie) => firstOf(column, [at, ...inBytes(tie)]),
  lastBy: (column, at, tie) =>
    firstOf(
      column,
      [at, ...inBytes(tie)].map((key) => `${key} desc`),
    ),
  hoursBefore: (column, hours) => `(${column} - interval '${hours} hours')`,
  microsBetween: (from, to) => `(${micros(to)} - ${micros(from)})`,
  middle: (from, to) => `(${from} + interval '1 microsecond' * div(${micros(to)} - ${micros(from)}, 2)::bigint)`,
  sqrt: (number) => `round(sqrt((${number})::float8)::text::numeric, 9)`,
  ln: (number) => `round(ln((${number})::float8)::text::numeric, 9)`,
  chance: (text) => `('x' || left(md5(${text}), 4))::bit(16)::int::bigint`,
  cast: (expression, type) => `(${expression})::${TYPES[type]}`,
}

/** Microseconds since 1970, exactly. */
function micros(instant: Sql): Sql {
  return `(extract(epoch from ${instant}) * 1000000)::bigint`
}

/** The value of the row that comes first by some keys, rows without one left out. */
function firstOf(column: Sql, keys: readonly Sql[]): Sql {
  return `(array_agg(${column} order by ${keys.join(', ')}) filter (where ${column} is not null))[1]`
}

/** A text that decides ties, in the order of its bytes, as the engine puts it. */
function inBytes(tie: Sql | undefined): Sql[] {
  return tie === undefined ? [] : [`(${tie})::text collate "C"`]
}

import type { Functions } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'
import { TYPES } from '../../engine/types.ts'
import { ratio } from './ratio.ts'

const MICROS = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 } as const

export const FUNCTIONS: Functions = {
  bucket(unit, column) {
    return `make_timestamptz(epoch_us(${column}) - epoch_us(${column}) % ${MICROS[unit]})`
  },
  ratio,
  firstBy: (column, at, tie) => `arg_min(${column}, ${orderOf(at, tie)})`,
  lastBy: (column, at, tie) => `arg_max(${column}, ${orderOf(at, tie)})`,
  hoursBefore: (column, hours) => `make_timestamptz(epoch_us(${column}) - ${hours * MICROS.hour})`,
  microsBetween: (from, to) => `(epoch_us(${to}) - epoch_us(${from}))`,
  middle: (from, to) => `make_timestamptz((epoch_us(${from}) + epoch_us(${to})) // 2)`,
  sqrt: (number) => `sqrt((${number})::double)::decimal(18, 9)`,
  ln: (number) => `ln((${number})::double)::decimal(18, 9)`,
  chance: (text) => `('0x' || left(md5(${text}), 4))::bigint`,
  cast: (expression, type) => `cast(${expression} as ${TYPES[type]})`,
}

/** A row is compared by its columns, which takes twice as long as an instant. */
function orderOf(at: Sql, tie: Sql | undefined): Sql {
  return tie === undefined ? at : `row(${at}, ${tie})`
}

import type { Functions } from '../../core/model.ts'
import { TYPES } from '../../engine/types.ts'

/** 10^12, the scale of ratios and money, as a huge integer. */
const SCALE = '1000000000000::hugeint'

const MICROS = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 } as const

export const FUNCTIONS: Functions = {
  bucket(unit, column) {
    return `make_timestamptz(epoch_us(${column}) - epoch_us(${column}) % ${MICROS[unit]})`
  },
  ratio(dividend, divisor) {
    const n = `((${dividend})::decimal(38, 12) * ${SCALE}::decimal(13, 0))::hugeint * ${SCALE}`
    const d = `nullif(((${divisor})::decimal(38, 12) * ${SCALE}::decimal(13, 0))::hugeint, 0)`
    const twice = `2 * ((${n}) % (${d}))`
    const up = `case when ${twice} > (${d}) or (${twice} = (${d}) and ((${n}) // (${d})) % 2 = 1) then 1 else 0 end`
    return `(((${n}) // (${d}) + ${up})::decimal(38, 0) * 0.000000000001::decimal(13, 12))::decimal(38, 12)`
  },
  firstBy: (column, at, tie) => `arg_min(${column}, row(${at}, ${tie}))`,
  lastBy: (column, at, tie) => `arg_max(${column}, row(${at}, ${tie}))`,
  hoursBefore: (column, hours) => `make_timestamptz(epoch_us(${column}) - ${hours * MICROS.hour})`,
  microsBetween: (from, to) => `(epoch_us(${to}) - epoch_us(${from}))`,
  middle: (from, to) => `make_timestamptz((epoch_us(${from}) + epoch_us(${to})) // 2)`,
  sqrt: (number) => `sqrt((${number})::double)::decimal(38, 9)::decimal(38, 12)`,
  ln: (number) => `ln((${number})::double)::decimal(38, 9)::decimal(38, 12)`,
  chance: (text) => `('0x' || left(md5(${text}), 4))::bigint`,
  cast: (expression, type) => `cast(${expression} as ${TYPES[type]})`,
}

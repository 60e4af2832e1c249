import type { Functions } from '../../core/model.ts'
import { TYPES } from '../../engine/types.ts'

/** 10^12, the scale of ratios and money, as a huge integer. */
const SCALE = '1000000000000::hugeint'

export const FUNCTIONS: Functions = {
  bucket(unit, column) {
    const length = unit === 'hour' ? 3_600_000_000 : 86_400_000_000
    return `make_timestamptz(epoch_us(${column}) - epoch_us(${column}) % ${length})`
  },
  ratio(dividend, divisor) {
    const n = `((${dividend})::decimal(38, 6) * 1000000)::hugeint * ${SCALE}`
    const d = `nullif(((${divisor})::decimal(38, 6) * 1000000)::hugeint, 0)`
    const twice = `2 * ((${n}) % (${d}))`
    const up = `case when ${twice} > (${d}) or (${twice} = (${d}) and ((${n}) // (${d})) % 2 = 1) then 1 else 0 end`
    return `(((${n}) // (${d}) + ${up})::decimal(38, 0) * 0.000000000001::decimal(13, 12))::decimal(38, 12)`
  },
  firstBy: (column, at, tie) => `arg_min(${column}, row(${at}, ${tie}))`,
  lastBy: (column, at, tie) => `arg_max(${column}, row(${at}, ${tie}))`,
  hoursBefore: (column, hours) => `make_timestamptz(epoch_us(${column}) - ${hours * 3_600_000_000})`,
  cast: (expression, type) => `cast(${expression} as ${TYPES[type]})`,
}

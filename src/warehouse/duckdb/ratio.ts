import { once } from '../../core/numbers.ts'
import type { Sql } from '../../core/sql.ts'

const EXACT = 'decimal(38, 12)'
const UNIT = '0.000000000001::decimal(13, 12)'
const IS_ODD = "right(e.q::varchar, 1) in ('1', '3', '5', '7', '9')"
/** Products of a quotient and a divisor below this have 24 digits behind the point. */
const MOST = '100000000000000'

/** The exact quotient at 12 digits, rounded half-even. */
export function ratio(dividend: Sql, divisor: Sql): Sql {
  const isUsual = `(${dividend}) < ${MOST} and (${divisor}) < ${MOST}`
  return `case when ${isUsual} then ${usual(dividend, divisor)} else ${large(dividend, divisor)} end`
}

/**
 * The engine divides huge whole numbers bit by bit; so the quotient of floats is taken, made better by the exact rest that
 * it leaves, and set right by the rest that is left then.
 */
function usual(dividend: Sql, divisor: Sql): Sql {
  const float = (rest: Sql, whole: Sql) => `((${rest})::double / nullif((${whole})::double, 0))::${EXACT}`
  const first = `{a: (${dividend})::${EXACT}, b: (${divisor})::${EXACT}, q: ${float(dividend, divisor)}}`
  const better = `{a: e.a, b: e.b, q: e.q + ${float('e.a - e.q * e.b', 'e.b')}}`
  const rest = `{q: e.q, twice: 2 * (e.a - e.q * e.b), unit: e.b * ${UNIT}}`
  const right = `case when e.twice < e.unit and e.twice > -e.unit then e.q
    when e.twice > e.unit or (e.twice = e.unit and ${IS_ODD}) then e.q + ${UNIT}
    when e.twice < -e.unit or (e.twice = -e.unit and ${IS_ODD}) then e.q - ${UNIT} else e.q end`
  return once(first, once(better, once(rest, right)))
}

/** By whole numbers of millionths. */
function large(dividend: Sql, divisor: Sql): Sql {
  const millionths = (number: Sql) => `((${number})::decimal(38, 6) * 1000000)::hugeint`
  const parts = `{n: ${millionths(dividend)} * 1000000000000::hugeint, d: nullif(${millionths(divisor)}, 0)}`
  const up = `case when 2 * (e.n % e.d) > e.d or (2 * (e.n % e.d) = e.d and (e.n // e.d) % 2 = 1) then 1 else 0 end`
  return once(parts, `((e.n // e.d + ${up})::decimal(38, 0) * ${UNIT})::${EXACT}`)
}

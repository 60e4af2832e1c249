import type { Sql } from '../../core/sql.ts'

/** Epoch milliseconds as an instant. */
export function instant(field: Sql): Sql {
  return `make_timestamptz(try_cast(${field} as bigint) * 1000)`
}

/** A number of the venue (a binary float, as text) as an exact decimal, rounded half-even to so many digits, once. */
export function rounded(field: Sql, digits: 6 | 12): Sql {
  return scaled(halfEven(unscaled(field), `${10n ** BigInt(18 - digits)}::hugeint`), digits)
}

/** The quotient of two such numbers at 12 digits, rounded half-even, once. Beyond 10^8 the engine's float division is used. */
export function quotient(dividend: Sql, divisor: Sql): Sql {
  const exact = halfEven(`${unscaled(dividend)} * ${10n ** 12n}::hugeint`, unscaled(divisor))
  const float = `try_cast(try_cast(${dividend} as double) / nullif(try_cast(${divisor} as double), 0) as decimal(38, 12))`
  return `case when abs(try_cast(${dividend} as double)) < 1e8 then ${scaled(exact, 12)} else ${float} end`
}

/** The number times 10^18, as a huge integer: as many digits as a float of that size can have. */
function unscaled(field: Sql): Sql {
  return `try_cast(replace(try_cast(${field} as decimal(38, 18))::varchar, '.', '') as hugeint)`
}

/** The quotient of two huge integers as a huge integer, rounded half-even. */
function halfEven(dividend: Sql, divisor: Sql): Sql {
  const [n, d] = [`abs(${dividend})`, `nullif(abs(${divisor}), 0)`]
  const up = `case when 2 * (${n} % ${d}) > ${d} or (2 * (${n} % ${d}) = ${d} and (${n} // ${d}) % 2 = 1) then 1 else 0 end`
  return `(${n} // ${d} + ${up}) * sign(${dividend})::integer * sign(${divisor})::integer`
}

function scaled(integer: Sql, digits: 6 | 12): Sql {
  const unit = `0.${'0'.repeat(digits - 1)}1::decimal(${digits + 1}, ${digits})`
  return `((${integer})::decimal(38, 0) * ${unit})::decimal(38, ${digits})`
}

import type { Sql } from '../../core/sql.ts'

/** Milliseconds beyond these are no instant that the engine could hold. */
const MOST_MS = 9_000_000_000_000_000n

/** Epoch milliseconds as an instant. */
export function instant(field: Sql): Sql {
  return `make_timestamptz(${milliseconds(field)} * 1000)`
}

function milliseconds(field: Sql): Sql {
  const ms = `try_cast(${field} as bigint)`
  return `case when ${ms} between -${MOST_MS} and ${MOST_MS} then ${ms} end`
}

/**
 * Why a record is refused some of whose fields are there and cannot be read, or null: for columns that may be null what
 * cannot be read would else count as unknown.
 */
export function unreadable({ instants = [], numbers = [] }: { instants?: Sql[]; numbers?: Sql[] }): Sql {
  const reason = (field: Sql, read: Sql, expected: string) =>
    `case when ${field} is not null and ${read} is null then '${field.replaceAll("'", "''")}: expected ${expected}, got ' || left(${field}, 100) end`
  const reasons = [
    ...instants.map((field) => reason(field, milliseconds(field), 'epoch milliseconds')),
    ...numbers.map((field) => reason(field, `try_cast(${field} as decimal(38, 18))`, 'a number')),
  ]
  return `coalesce(${reasons.join(', ')}, null)`
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

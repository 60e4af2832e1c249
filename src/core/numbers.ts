import type { Sql } from './sql.ts'

/** Milliseconds beyond these are no instant that the engine could hold. */
const MOST_MS = 9_000_000_000_000_000n
const MOST_SECONDS = MOST_MS / 1000n

/** Epoch milliseconds as an instant. */
export function instant(field: Sql): Sql {
  return `make_timestamptz(${whole(field, MOST_MS)} * 1000)`
}

/** Epoch seconds as an instant. */
export function instantOfSeconds(field: Sql): Sql {
  return `make_timestamptz(${whole(field, MOST_SECONDS)} * 1000000)`
}

/**
 * An instant as it is written: `2026-03-11T09:27:51.14Z`, `2024-11-09 09:45:38+00`, or a date, which is its midnight (UTC).
 * Finer than microseconds is cut. Null for any other text.
 */
export function instantOfText(field: Sql): Sql {
  return `try_cast(case when length(${field}) = 10 then ${field} || ' 00:00:00+00' when ${field} like '____-__-__ %' or ${field} like '____-__-__T%' then ${field} end as timestamptz)`
}

function whole(field: Sql, most: bigint): Sql {
  const number = `try_cast(${field} as bigint)`
  return `case when ${number} between -${most} and ${most} then ${number} end`
}

/** Fields by what they hold: epoch milliseconds, epoch seconds, instants as text, or numbers. */
export type Fields = {
  readonly instants?: Sql[]
  readonly seconds?: Sql[]
  readonly written?: Sql[]
  readonly numbers?: Sql[]
}

/**
 * Why a record is refused some of whose fields are there and cannot be read, or null: for columns that may be null what
 * cannot be read would else count as unknown.
 */
export function unreadable({ instants = [], seconds = [], written = [], numbers = [] }: Fields): Sql {
  const reason = (field: Sql, read: Sql, expected: string) =>
    `case when ${field} is not null and ${read} is null then '${field.replaceAll("'", "''")}: expected ${expected}, got ' || left(${field}, 100) end`
  const reasons = [
    ...instants.map((field) => reason(field, whole(field, MOST_MS), 'epoch milliseconds')),
    ...seconds.map((field) => reason(field, whole(field, MOST_SECONDS), 'epoch seconds')),
    ...written.map((field) => reason(field, instantOfText(field), 'an instant')),
    ...numbers.map((field) => reason(field, `try_cast(${field} as double)`, 'a number')),
  ]
  return `coalesce(${reasons.join(', ')}, null)`
}

/**
 * A number of the venue (a binary float, as text) as an exact decimal, rounded half-even to so many digits, once. The engine
 * rounds ties away from zero; only a text that ends in a 5 one digit behind can be a tie.
 */
export function rounded(field: Sql, digits: 6 | 12): Sql {
  // Reading 18 digits takes a tenth of the time of 38, and nearly all numbers fit.
  const up = `coalesce(try_cast(${field} as decimal(18, ${digits}))::decimal(38, ${digits}), try_cast(${field} as decimal(38, ${digits})))`
  const mayTie = `((${field})[-1] = '5' and (${field})[-${digits + 2}] = '.') or contains(${field}, 'e')`
  return `case when ${mayTie} then ${evenly(field, digits)} else ${up} end`
}

/**
 * The same for any number: where rounding a tie away from zero gave an odd digit, the even one is one step back. Written so
 * that each part stands there once: what stands twice the engine works out for every row, also where a case excludes it.
 */
function evenly(field: Sql, digits: 6 | 12): Sql {
  const type = `decimal(38, ${digits})`
  const unit = `0.${'0'.repeat(digits - 1)}1::${type}`
  const half = `0.${'0'.repeat(digits)}5::decimal(38, 22)`
  const isTie = `abs(e - e::${type}::decimal(38, 22)) = ${half} and right(e::${type}::varchar, 1) in ('1', '3', '5', '7', '9')`
  return once(
    `try_cast(${field} as decimal(38, 22))`,
    `case when ${isTie} then e::${type} - sign(e)::${type} * ${unit} else e::${type} end`,
  )
}

/** A value that is worked out once and named `e` in the other expression. */
export function once(value: Sql, expression: Sql): Sql {
  return `list_transform([${value}], lambda e: ${expression})[1]`
}

/**
 * The quotient of two such numbers at 12 digits, rounded half-even, once. The engine's float division is right to 4 in 10^16:
 * only where that leaves open which digit is nearer is the quotient of the exact numbers taken.
 */
export function quotient(dividend: Sql, divisor: Sql): Sql {
  const float = `try_cast(${dividend} as double) / nullif(try_cast(${divisor} as double), 0)`
  const isClear = `abs(${float}) <= 1 and abs((${float}) * 1e12 - floor((${float}) * 1e12) - 0.5) > 0.001`
  const small = `greatest(abs(try_cast(${dividend} as double)), abs(try_cast(${divisor} as double))) < 1e3`
  return `case when ${isClear} then cast(${float} as decimal(38, 12)) when ${small} then ${exactQuotient(dividend, divisor, 22)}
    when abs(try_cast(${dividend} as double)) < 1e8 then ${exactQuotient(dividend, divisor, 18)}
    else try_cast(${float} as decimal(38, 12)) end`
}

/** The quotient of the numbers as they are written, with so many digits after the point. */
function exactQuotient(dividend: Sql, divisor: Sql, digits: number): Sql {
  const parts = `{n: abs(${unscaled(dividend, digits)}) * ${10n ** 12n}::hugeint, d: nullif(abs(${unscaled(divisor, digits)}), 0)}`
  const up = `case when 2 * (e.n % e.d) > e.d or (2 * (e.n % e.d) = e.d and (e.n // e.d) % 2 = 1) then 1 else 0 end`
  const sign = `sign(try_cast(${dividend} as double) * try_cast(${divisor} as double))::integer`
  return once(
    parts,
    `((e.n // e.d + ${up})::decimal(38, 0) * 0.000000000001::decimal(13, 12))::decimal(38, 12)`,
  ).concat(` * ${sign}`)
}

/** The number times 10^digits, as a huge integer. */
function unscaled(field: Sql, digits: number): Sql {
  return `try_cast(replace(try_cast(${field} as decimal(38, ${digits}))::varchar, '.', '') as hugeint)`
}

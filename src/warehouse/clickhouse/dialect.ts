import type { Functions } from '../../core/model.ts'
import type { Sql } from '../../core/sql.ts'
import { type Column, DECIMALS } from '../../core/table.ts'

/** A string constant: beside quotes, backslashes mean something here. */
export function literal(text: string): Sql {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** An instant as a constant, by its microseconds. */
export function instant(micros: number | string): Sql {
  return `fromUnixTimestamp64Micro(toInt64(${micros}), 'UTC')`
}

/** The day (UTC) of an instant, counted from 1970. */
export function dayOf(column: Sql): Sql {
  return `toInt32(intDiv(toUnixTimestamp64Micro(${column}), 86400000000))`
}

/**
 * Types of values; text that repeats is kept as numbers of a dictionary in tables (`columnType`). All decimals have 38
 * digits: a product has no more digits than its factors here, and one of two prices needs 24 behind the point.
 */
const TYPES: Readonly<Record<Column['type'], Sql>> = {
  text: 'String',
  boolean: 'Bool',
  integer: 'Int64',
  price: decimal('price'),
  size: decimal('size'),
  volume: decimal('volume'),
  money: decimal('money'),
  decimal: decimal('decimal'),
  instant: "DateTime64(6, 'UTC')",
  json: 'String',
}

function decimal(type: keyof typeof DECIMALS): Sql {
  return `Decimal(38, ${DECIMALS[type][1]})`
}

/** Text columns of few words. */
const FEW_WORDS = new Set(
  'venue resource kind status category market_type currency side told_by frequency fee_type interval change state from_table to_table'.split(
    ' ',
  ),
)

export function columnType(name: string, column: Column): Sql {
  const plain = column.nullable === true ? `Nullable(${TYPES[column.type]})` : TYPES[column.type]
  return column.type === 'text' && (column.oneOf !== undefined || FEW_WORDS.has(name))
    ? `LowCardinality(${plain})`
    : plain
}

const MICROS = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 } as const

const micros = (instant: Sql) => `toUnixTimestamp64Micro(${instant})`
const fromMicros = (number: Sql) => `fromUnixTimestamp64Micro(${number}, 'UTC')`

/** 10^12, the scale of ratios and money, as a huge integer. */
const SCALE = "toInt256('1000000000000')"

export const FUNCTIONS: Functions = {
  bucket: (unit, column) => fromMicros(`${micros(column)} - ${micros(column)} % ${MICROS[unit]}`),
  ratio(dividend, divisor) {
    const whole = (value: Sql) => `toInt256(toDecimal256(${value}, 12) * ${SCALE})`
    const n = `(${whole(dividend)} * ${SCALE})`
    const d = `nullIf(${whole(divisor)}, toInt256(0))`
    const quotient = `intDiv(${n}, ${d})`
    const twice = `(2 * (${n} % ${d}))`
    const up = `if(${twice} > ${d} or (${twice} = ${d} and ${quotient} % 2 = 1), 1, 0)`
    return `cast(toDecimal256(${quotient} + ${up}, 12) * toDecimal256('0.000000000001', 12) as Decimal(38, 12))`
  },
  firstBy: (column, at, tie?: Sql) => `argMin(${column}, ${orderOf(at, tie)})`,
  lastBy: (column, at, tie?: Sql) => `argMax(${column}, ${orderOf(at, tie)})`,
  hoursBefore: (column, hours) => fromMicros(`${micros(column)} - ${hours * MICROS.hour}`),
  microsBetween: (from, to) => `(${micros(to)} - ${micros(from)})`,
  middle: (from, to) => fromMicros(`intDiv(${micros(from)} + ${micros(to)}, 2)`),
  sqrt: (number) => nineDigits(`sqrt(toFloat64(${number}))`),
  ln: (number) => nineDigits(`log(toFloat64(${number}))`),
  chance: (text) => `toInt64(reinterpretAsUInt16(reverse(substring(MD5(${text}), 1, 2))))`,
  // A cast alone would cut digits off.
  cast(expression, type) {
    const digits = type === 'integer' ? 0 : type in DECIMALS ? DECIMALS[type as keyof typeof DECIMALS][1] : undefined
    return `cast(${digits === undefined ? expression : `round(${expression}, ${digits})`} as ${TYPES[type]})`
  },
}

function orderOf(at: Sql, tie: Sql | undefined): Sql {
  return tie === undefined ? at : `tuple(${at}, ${tie})`
}

/** A floating point number rounded to nine digits, by way of a whole number: a cast would cut digits off. */
function nineDigits(number: Sql): Sql {
  return `cast(toDecimal128(toInt64(round(${number} * 1e9)), 0) * toDecimal128('0.000000001', 9) as Decimal(38, 12))`
}

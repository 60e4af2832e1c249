import type { Sql } from '../core/sql.ts'
import { type ColumnType, DECIMALS } from '../core/table.ts'

/** The engine's types for the columns of the model. */
export const TYPES: Readonly<Record<ColumnType, Sql>> = {
  text: 'varchar',
  boolean: 'boolean',
  integer: 'bigint',
  price: decimal('price'),
  size: decimal('size'),
  volume: decimal('volume'),
  money: decimal('money'),
  decimal: decimal('decimal'),
  instant: 'timestamptz',
  json: 'varchar',
}

function decimal(type: keyof typeof DECIMALS): Sql {
  const [precision, scale] = DECIMALS[type]
  return `decimal(${precision}, ${scale})`
}

/** What a column may hold. Decimals are fixed point, instants are UTC microseconds, `json` is text that is JSON. */
export type ColumnType =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'price'
  | 'size'
  | 'volume'
  | 'money'
  | 'decimal'
  | 'instant'
  | 'json'

/** Digits in all and after the point of the exact types; `volume` is for sums of sizes. */
export const DECIMALS = {
  price: [18, 12],
  size: [18, 6],
  volume: [38, 6],
  money: [38, 12],
  decimal: [38, 12],
} as const satisfies Partial<Record<ColumnType, readonly [number, number]>>

export type Column = {
  readonly type: ColumnType
  /** What it means, with its unit. Shown in `oddslake schema` and docs/tables.md. */
  readonly doc: string
  /** False by default: a row without it is a reject. */
  readonly nullable?: boolean
  /** Inclusive bounds; a value outside is a reject. */
  readonly min?: number
  readonly max?: number
  /** The words it may hold; another one is a reject. */
  readonly oneOf?: readonly string[]
}

/**
 * How rows of a table change.
 * - `fact`: happened once, found again by key within the batch's time range (`at`); a later version replaces it, and the
 *   twin keeps what was replaced: seldom anything.
 * - `state`: the newest version per key is the row; the twin keeps every version.
 * - `log`: written by oddslake itself, never merged; has no twin.
 */
export type TableKind = 'fact' | 'state' | 'log'

export type Table<Name extends string = string> = {
  readonly name: Name
  readonly doc: string
  readonly kind: TableKind
  readonly key: readonly string[]
  /** Name of the twin that keeps every version of the rows: every `state` has one. */
  readonly versions?: string
  /** The instant column that bounds merges and partitions snapshots (facts only). */
  readonly at?: string
  readonly columns: Readonly<Record<string, Column>>
}

/** Checks a table's definition once, at import, and freezes it. */
export function defineTable<const Name extends string>(table: Table<Name>): Table<Name> {
  for (const name of [...table.key, ...(table.at === undefined ? [] : [table.at])]) {
    const column = table.columns[name]
    if (column === undefined)
      throw new Error(`table ${table.name}: column ${name} is used as key or time but not declared`)
    if (column.nullable === true)
      throw new Error(`table ${table.name}: key or time column ${name} must not be nullable`)
  }
  if (table.kind === 'fact' && table.at === undefined)
    throw new Error(`table ${table.name}: a fact needs a time column`)
  if ((table.kind === 'state') !== (table.versions !== undefined))
    throw new Error(`table ${table.name}: a state, and nothing else, names the twin that keeps its versions`)
  return Object.freeze(table)
}

/** A table that keeps the past of another one's rows. */
export type Twin = Pick<Table, 'name' | 'doc' | 'key' | 'columns'> & {
  /** The instant column by which it grows: rows are only ever added. */
  readonly at: 'seen_at' | 'superseded_at'
}

/** The twin of a table: every version of a state's rows, the replaced rows of facts. */
export function twinOf(table: Table): Twin | undefined {
  if (table.kind === 'log') return undefined
  if (table.kind === 'state')
    return {
      name: table.versions!,
      doc: `Every version of the rows of silver.${table.name}; one holds from its seen_at to that of the next.`,
      key: [...table.key, 'seen_at'],
      columns: table.columns,
      at: 'seen_at',
    }
  return {
    name: `superseded_${table.name}`,
    doc: `Rows of silver.${table.name} that the venue told otherwise later, as they were until then.`,
    key: [...table.key, 'seen_at', 'superseded_at'],
    columns: {
      ...table.columns,
      superseded_at: { type: 'instant', doc: 'When this lake learnt the row that took its place (UTC).' },
    },
    at: 'superseded_at',
  }
}

/** The column names in declared order. */
export function columnNames(table: Pick<Table, 'columns'>): string[] {
  return Object.keys(table.columns)
}

import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { ident, literal, type Sql } from '../../core/sql.ts'
import type { ColumnType } from '../../core/table.ts'
import type { Connection } from '../../engine/connection.ts'
import { TYPES as ENGINE_TYPES } from '../../engine/types.ts'
import { TYPES } from './schema.ts'
import type { Session } from './server.ts'

/**
 * The server's text cannot hold the character NUL. It is written as these two characters, and where the first of them
 * stands by itself, as the other two: so every text has one form there, and comes back unchanged.
 */
const NUL = { mark: '␀', nul: '␀0', self: '␀1' } as const

/** CSV as both sides write and read it: null is nothing, the empty text is "". */
const CSV = "format csv, delimiter ',', quote '\"', escape '\"'"

let files = 0

function nextFile(scratch: string): string {
  return path.join(scratch, `rows-${process.pid}-${files++}.csv`)
}

/** A file of its own for rows on their way; gone when the work is done. */
async function withFile<T>(scratch: string, work: (file: string) => Promise<T>): Promise<T> {
  const file = nextFile(scratch)
  try {
    return await work(file)
  } finally {
    await rm(file, { force: true })
  }
}

export type Columns = Readonly<Record<string, { readonly type: ColumnType }>>

/** Rows of the engine that go to the server. */
export type Outgoing = {
  readonly relation: Sql
  readonly columns: Columns
  /** False where it is known that no text needs the marks. */
  readonly hasNul?: boolean
}

/** Whether any text of some rows needs the marks: to look costs little, to write them for nothing a third more. */
export function hasNul(columns: Columns): Sql {
  const texts = Object.entries(columns).flatMap(([name, { type }]) => (isText(type) ? needsMarks(ident(name)) : []))
  return `coalesce(bool_or(${['false', ...texts].join(' or ')}), false)`
}

/** Writes rows of the engine into a file, as the server's COPY reads them. */
async function writeRows(
  connection: Connection,
  { relation, columns, file, hasNul = true }: Outgoing & { file: string },
): Promise<void> {
  const list = Object.entries(columns).map(([name, { type }]) =>
    hasNul && isText(type) ? escaped(ident(name)) : ident(name),
  )
  await connection.run(
    `copy (select ${list.join(', ')} from ${relation}) to ${literal(file)} (${CSV}, header false, nullstr '')`,
  )
}

/** The statement that takes such a file in. */
function copyStatement(table: Sql, columns: Columns): Sql {
  return `copy ${table} (${Object.keys(columns).map(ident).join(', ')}) from stdin (${CSV}, null '')`
}

/** Rows that travel in one file, about: while one is on its way, the engine writes the next. */
const FILE_ROWS = 100_000

/**
 * Brings rows of the engine into a table of the server. Where there are many, as `rows` says, they go in parts, by their
 * `_ordinal`. Gives how many arrived.
 */
export async function send(
  session: Session,
  connection: Connection,
  { table, scratch, rows = 0, ...outgoing }: Outgoing & { table: Sql; scratch: string; rows?: number },
): Promise<number> {
  const parts = Math.max(1, Math.round(rows / FILE_ROWS))
  const statement = copyStatement(table, outgoing.columns)
  let arrived = 0
  let travelling: Promise<void> = Promise.resolve()
  for (let part = 0; part < parts; part++) {
    const inPart = parts === 1 ? '' : `where abs(coalesce(_ordinal, 0)) % ${parts} = ${part}`
    const file = nextFile(scratch)
    try {
      // While this part is written, the one before it is on its way.
      await writeRows(connection, { ...outgoing, relation: `${outgoing.relation} ${inPart}`, file })
      await travelling
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
    travelling = session
      .copyIn(statement, file)
      .then((count) => {
        arrived += count
      })
      .finally(() => rm(file, { force: true }))
    // Whatever goes wrong is told where it is awaited, which may be after the next part was written.
    travelling.catch(() => {})
  }
  await travelling
  return arrived
}

/** Brings rows of the engine into a new table that goes away with the transaction. */
export async function sendAside(
  session: Session,
  connection: Connection,
  outgoing: Outgoing & { table: Sql; scratch: string; rows?: number },
): Promise<void> {
  const columns = Object.entries(outgoing.columns).map(([name, { type }]) => `${ident(name)} ${TYPES[type]}`)
  await session.run(`create temp table ${outgoing.table} (${columns.join(', ')}) on commit drop`)
  await send(session, connection, outgoing)
}

/** Brings what a statement of the server gives into a temporary table of the engine. */
export async function fetch(
  session: Session,
  connection: Connection,
  { statement, name, scratch }: { statement: Sql; name: string; scratch: string },
): Promise<Sql> {
  const fields = await session.columns(statement)
  const columns = fields.map((field) => ({ name: ident(field.name), type: engineType(field) }))
  await withFile(scratch, async (file) => {
    await session.copyOut(`copy (${statement}\n) to stdout (${CSV}, null '')`, file)
    const list = columns.map(({ name, type }, i) =>
      type === 'varchar' ? `${unescaped(`c${i}`)} as ${name}` : `c${i} as ${name}`,
    )
    const types = columns.map(({ type }, i) => `c${i}: ${literal(type)}`)
    await connection.run(
      `create or replace temp table ${ident(name)} as select ${list.join(', ')}
       from read_csv(${literal(file)}, ${await readerOf(file)}, columns = {${types.join(', ')}})`,
    )
  })
  return ident(name)
}

/** Longest row that is read from the server: what a reader of CSV keeps in memory at once. */
const LINE_BYTES = { least: 1 << 16, most: 32 << 20 } as const

/** How the engine reads such a file: quoted text may hold line ends, so from front to back. */
async function readerOf(file: string): Promise<Sql> {
  const { size } = await stat(file)
  const line = Math.min(LINE_BYTES.most, Math.max(LINE_BYTES.least, size))
  return `auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false,
    new_line = '\\n', parallel = false, strict_mode = true, max_line_size = ${line}, buffer_size = ${line}`
}

/** The engine's type for a column of the server, by its catalogue number. Numbers without digits of their own get 12. */
function engineType({
  dataTypeID: id,
  dataTypeModifier: modifier,
}: {
  dataTypeID: number
  dataTypeModifier: number
}): Sql {
  if (id !== 1700) return BY_NUMBER[id] ?? 'varchar'
  if (modifier < 4) return ENGINE_TYPES.decimal
  return `decimal(${(modifier - 4) >> 16}, ${(modifier - 4) & 0x7ff})`
}

/** https://www.postgresql.org/docs/current/catalog-pg-type.html: numbers of built-in types never change. */
const BY_NUMBER: Readonly<Record<number, Sql>> = {
  16: 'boolean',
  20: 'bigint',
  21: 'smallint',
  23: 'integer',
  700: 'float',
  701: 'double',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
}

function isText(type: ColumnType): boolean {
  return type === 'text' || type === 'json'
}

function needsMarks(column: Sql): Sql {
  return `contains(${column}, chr(0)) or contains(${column}, '${NUL.mark}')`
}

function escaped(column: Sql): Sql {
  return `case when ${needsMarks(column)}
    then replace(replace(${column}, '${NUL.mark}', '${NUL.self}'), chr(0), '${NUL.nul}') else ${column} end`
}

function unescaped(column: Sql): Sql {
  return `case when contains(${column}, '${NUL.mark}')
    then replace(replace(${column}, '${NUL.nul}', chr(0)), '${NUL.self}', '${NUL.mark}') else ${column} end`
}

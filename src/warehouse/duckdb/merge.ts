import { ident, literal, type Sql } from '../../core/sql.ts'
import { columnNames, type Table } from '../../core/table.ts'
import { INHERITED } from '../../core/tables/index.ts'
import type { Connection } from '../../engine/connection.ts'
import type { Staged } from '../warehouse.ts'
import { place } from './schema.ts'

/**
 * Merges staged rows into a silver table by key. Rows equal to what is there change nothing; of several rows of one key
 * the last one stays, and a table with versions keeps the others too. Gives the number of rows written.
 */
export async function merge(connection: Connection, { table, relation }: Staged, load: number): Promise<number> {
  await connection.run(`create or replace temp table incoming as select ${enriched(table)} from ${relation} as s ${parents(table)}`)
  const rows = Number((await connection.first('select count(*) as n from incoming'))?.n)
  if (rows === 0) return 0
  if (table.versions !== undefined) await keepVersions(connection, table, load)
  await keepLast(connection, table)
  const replaced = await match(connection, table)
  await noteTouched(connection, table, load, replaced)
  const target = place('silver', table.name)
  if (replaced > 0) await connection.run(`delete from ${target} where rowid in (select row from matched where changed)`)
  const written = await connection.first<{ n: string }>(
    `select count(*) as n from incoming where not exists (select 1 from matched where incoming_row = incoming.rowid and not changed)`,
  )
  await connection.run(
    `insert into ${target} select ${list(table)}, ${load} from incoming
     where not exists (select 1 from matched where incoming_row = incoming.rowid and not changed)`,
  )
  return Number(written?.n)
}

/** Rows of the batch that the table has already; facts are looked for only within the batch's time. Gives how many differ. */
async function match(connection: Connection, table: Table): Promise<number> {
  const differs = columnNames(table)
    .filter((c) => c !== 'seen_at' && !table.key.includes(c))
    .map((c) => `t.${ident(c)} is distinct from s.${ident(c)}`)
  const range =
    table.at === undefined
      ? 'true'
      : `t.${ident(table.at)} between (select min(${ident(table.at)}) from incoming) and (select max(${ident(table.at)}) from incoming)`
  await connection.run(
    `create or replace temp table matched as
     select t.rowid as row, s.rowid as incoming_row, ${differs.join(' or ')} as changed
     from ${place('silver', table.name)} as t join incoming as s using (${list(table, table.key)}) where ${range}`,
  )
  const row = await connection.first<{ n: string }>('select count(*) filter (where changed) as n from matched')
  return Number(row?.n)
}

/** Several rows of one key: the last to arrive counts. */
async function keepLast(connection: Connection, table: Table): Promise<void> {
  const keys = list(table, table.key)
  const row = await connection.first<{ repeated: boolean }>(
    `select count(*) > (select count(*) from (select distinct ${keys} from incoming)) as repeated from incoming`,
  )
  if (row?.repeated !== true) return
  await connection.run(
    `delete from incoming where rowid not in (select max(rowid) from incoming group by ${keys})`,
  )
  await connection.run('create or replace temp table incoming as select * from incoming')
}

/** Adds each row that differs from the one before it under its key: in the batch, else the current row. */
async function keepVersions(connection: Connection, table: Table, load: number): Promise<void> {
  const content = `row(${list(table, columnNames(table).filter((c) => c !== 'seen_at'))})`
  const key = list(table, table.key)
  await connection.run(
    `insert into ${place('silver', table.versions!)} select ${list(table)}, ${load} from (
       select *, ${content} as content, lag(${content}) over (partition by ${key} order by rowid) as before,
              row_number() over (partition by ${key} order by rowid) as nth
       from (select rowid, * from incoming)
     ) as s
     where (nth > 1 and content is distinct from before)
        or (nth = 1 and not exists (select 1 from (select ${key}, ${content} as content from ${place('silver', table.name)}) as t
              where ${table.key.map((k) => `t.${ident(k)} = s.${ident(k)}`).join(' and ')} and t.content is not distinct from s.content))
     order by seen_at`,
  )
}

/** Days whose facts change with this load; `replaced` when rows that were there before change. */
async function noteTouched(connection: Connection, table: Table, load: number, replaced: number): Promise<void> {
  if (table.at === undefined) {
    await connection.run(`insert into ${place('ops', 'touched')} values (${load}, ${literal(table.name)}, null, true)`)
    return
  }
  await connection.run(
    `insert into ${place('ops', 'touched')}
     select ${load}, ${literal(table.name)}, day, ${replaced > 0} from (
       select distinct make_date((epoch_us(${ident(table.at)}) // 86400000000)::integer) as day from incoming
       where not exists (select 1 from matched where incoming_row = incoming.rowid and not changed))`,
  )
}

/** The staged columns, with what a row takes from its parent where the venue left it out. */
function enriched(table: Table): Sql {
  return columnNames(table)
    .map((c) => {
      const i = INHERITED.findIndex((rule) => rule.table === table.name && rule.column === c)
      return i < 0 ? `s.${ident(c)}` : `coalesce(s.${ident(c)}, p${i}.${ident(c)}) as ${ident(c)}`
    })
    .join(', ')
}

function parents(table: Table): Sql {
  return INHERITED.map((rule, i) => ({ rule, i }))
    .filter(({ rule }) => rule.table === table.name)
    .map(({ rule, i }) => `left join ${place('silver', rule.from)} as p${i} on p${i}.venue = s.venue and p${i}.${ident(rule.by)} = s.${ident(rule.by)}`)
    .join(' ')
}

function list(table: Table, names: readonly string[] = columnNames(table)): Sql {
  return names.map(ident).join(', ')
}


import { ident, literal, type Sql } from '../../core/sql.ts'
import { REFERENCES } from '../../core/tables/index.ts'
import type { Staged } from '../warehouse.ts'
import { isTaken } from './errors.ts'
import { type Arrival, createMonths, type Load, type Merged, noteDays, type Survey, sameKey, within } from './merge.ts'
import { LOAD, place } from './schema.ts'
import { send, sendAside } from './transfer.ts'

/** From how many facts on it is worth to try: what is undone leaves dead rows behind. */
const MANY = 20_000

/**
 * Many facts of keys that are all new, as in a first load, go right into their table instead of through a temporary one. The
 * table's unique key says whether they were new; if not, they are taken back, and undefined is given.
 */
export async function enterDirectly(load: Load, staged: Staged, arrival: Survey): Promise<Merged | undefined> {
  const { table, relation, anywhere = false } = staged
  if (table.kind !== 'fact' || anywhere || arrival.repeated || arrival.rows < MANY) return undefined
  const { session, connection, id, scratch } = load
  const isEmpty = await createMonths(session, table, arrival.days)
  await session.run('savepoint direct')
  const columns = { ...table.columns, [LOAD]: { type: 'integer' } as const }
  const rows = `(select *, ${id} as ${LOAD} from ${relation})`
  const target = place('silver', table.name)
  const taken = await send(session, connection, {
    ...{ relation: rows, columns, table: target, scratch, hasNul: arrival.hasNul, rows: arrival.rows },
  }).then(
    (arrived) => {
      if (arrived !== arrival.rows) throw new Error(`${table.name}: ${arrived} of ${arrival.rows} rows arrived`)
      return !isEmpty && movedFrom(load, { ...arrival, table, anywhere })
    },
    (error: unknown) => {
      if (isTaken(error)) return true
      throw error
    },
  )
  if (taken) {
    await session.run('rollback to savepoint direct')
    return undefined
  }
  await session.run('release savepoint direct')
  await noteDays(load, table, arrival.days)
  return { table, rows: arrival.distinct, written: await countReferences(load, staged), taken: undefined }
}

/** Whether a key of this load was there at another instant: where the unique key contains the instant, it does not tell. */
async function movedFrom({ session, id }: Load, arrival: Omit<Arrival, 'incoming'>): Promise<boolean> {
  const { table } = arrival
  if (table.key.includes(table.at!)) return false
  const target = place('silver', table.name)
  const found = await session.first(
    `select 1 from ${target} as n join ${target} as t on ${sameKey(table, 't', 'n')}
     where n._load = ${id} and t.${ident(table.at!)} <> n.${ident(table.at!)} and ${within(arrival)} limit 1`,
  )
  return found !== undefined
}

/** How often each row of another table is referred to, counted in the engine. */
async function countReferences(
  { session, connection, scratch }: Load,
  { table, relation }: Staged,
): Promise<Merged['written']> {
  const counts = `pg_temp.${ident(`counts_${table.name}`)}`
  const text = { type: 'text' } as const
  const columns = { venue: text, name: text, reference: text, rows: { type: 'integer' } } as const
  const counted = REFERENCES.filter(({ from }) => from === table.name).map(
    ({ column }) =>
      `select venue, ${literal(column)} as name, ${ident(column)} as reference, count(*) as rows from ${relation}
       where ${ident(column)} is not null group by all`,
  )
  if (counted.length > 0)
    await sendAside(session, connection, {
      relation: `(${counted.join(' union all ')})`,
      columns,
      table: counts,
      scratch,
    })
  return (column: string): Sql => `select venue, reference, rows from ${counts} where name = ${literal(column)}`
}

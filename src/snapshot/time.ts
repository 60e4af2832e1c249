import { UserError } from '../core/errors.ts'
import { type Micros, parseInstant, shortInstant } from '../core/instant.ts'
import { ident, type Sql } from '../core/sql.ts'
import { columnNames, type Table, twinOf } from '../core/table.ts'
import { SILVER } from '../core/tables/index.ts'
import type { Connection } from '../engine/connection.ts'
import { asOf, twinAsOf } from './as-of.ts'
import { at, helpers } from './at.ts'
import type { PublishedTable, Snapshot } from './manifest.ts'
import { instant, type Look, lookAt, type Moment, PUBLISHED } from './moment.ts'
import { relation } from './views.ts'

/**
 * Makes the silver tables of a snapshot readable as they were at a moment, under their usual names. Nothing is computed
 * before it is asked. Gold is left to its models.
 */
export async function createTimeViews(
  connection: Connection,
  { folder, manifest }: Snapshot,
  moment: Moment,
): Promise<void> {
  const T = instant(moment)
  const published = new Map(manifest.tables.filter((t) => t.schema === 'silver').map((t) => [t.name, t]))
  for (const schema of [PUBLISHED, 'silver', 'gold', 'moment']) await connection.run(`create schema ${schema}`)
  for (const table of published.values())
    await connection.run(`create view ${PUBLISHED}.${ident(table.name)} as ${relation(folder, table)}`)
  const create = async (table: Pick<Table, 'name' | 'columns'>, look: Look) => {
    const types = typesOf(published.get(table.name), table)
    await connection.run(`create view silver.${ident(table.name)} as ${lookAt(table, look, types)}`)
  }
  const createAll = async (tables: readonly Table[]) => {
    for (const table of tables) {
      const twin = twinOf(table)
      await create(table, moment.ask === 'as-of' ? asOf(table, T) : at(table, T))
      if (twin !== undefined) await create(twin, moment.ask === 'as-of' ? twinAsOf(twin, T) : {})
    }
  }
  // What others are made from comes first.
  await createAll(SILVER.filter((t) => t.kind === 'fact'))
  if (moment.ask === 'at')
    for (const [name, view] of Object.entries(helpers(T)))
      await connection.run(`create view moment.${ident(name)} as ${view}`)
  await createAll(SILVER.filter((t) => t.name === 'markets'))
  await createAll(SILVER.filter((t) => t.kind === 'state' && t.name !== 'markets'))
  await createAll(SILVER.filter((t) => t.kind === 'log'))
}

/** The instant before which nothing is there to ask for: the first row learnt, or the first thing that happened. */
export async function beginning(connection: Connection, { ask }: Moment): Promise<Micros | undefined> {
  const firsts = SILVER.flatMap((table): Sql[] => {
    if (table.kind === 'log') return []
    const time = ask === 'as-of' ? 'seen_at' : (table.at ?? (table.name === 'markets' ? 'created_at' : undefined))
    return time === undefined ? [] : [`select min(${ident(time)}) as first from ${PUBLISHED}.${ident(table.name)}`]
  })
  const row = await connection.first<{ first: string | null }>(
    `select strftime(min(first), '%Y-%m-%dT%H:%M:%S.%fZ') as first from (${firsts.join(' union all ')})`,
  )
  return row?.first == null ? undefined : parseInstant(row.first)
}

/** The moment a user asks for. Throws for one that has not come. */
export function momentOf(ask: Moment['ask'], when: Micros, now: Micros): Moment {
  if (when > now)
    throw new UserError(
      `--${ask} ${shortInstant(when)} lies in the future: now it is ${shortInstant(now)} (UTC). Name a moment that has passed.`,
    )
  return { ask, at: when }
}

function typesOf(published: PublishedTable | undefined, { name, columns }: Pick<Table, 'name' | 'columns'>) {
  const types = new Map(published?.columns.map((c) => [c.name, c.type]))
  if (columnNames({ columns }).every((c) => types.has(c))) return types
  throw new UserError(
    `The snapshot was published by an earlier oddslake, which did not keep silver.${name} as time questions need it. Run "oddslake build" to publish one that does; "oddslake load --rebuild" reads the whole past from bronze.`,
  )
}

import { UserError } from '../../core/errors.ts'
import { literal, type Sql } from '../../core/sql.ts'
import { clear } from './clear.ts'
import { MIGRATIONS } from './migrations.ts'
import { indexShapes, type Shape, silverShapes } from './schema.ts'
import type { Server, Session } from './server.ts'

/** What migrators, and what writers of rows wait for one another by. */
export const LOCKS = { migrate: 0x0dd51a4e, write: 0x0dd51a4f } as const

/**
 * Brings the database up to date: first the numbered migrations that it lacks, then the silver tables and indexes, whose
 * statements follow from the model and are remembered. One process at a time does it; the others find it done.
 */
export async function migrate(server: Server): Promise<void> {
  if (await server.transaction(isCurrent, { readOnly: true })) return
  await server.transaction(async (session) => {
    await session.run(`select pg_advisory_xact_lock(${LOCKS.migrate})`)
    const version = await versionOf(session)
    for (const { version: next, name, statement } of MIGRATIONS) {
      if (next <= version) continue
      await session.run(statement)
      await session.run('insert into ops.migrations (version, name) values ($1, $2)', [next, name])
    }
    await alignShapes(session)
  })
}

/** All statements, as a script for psql; what it makes counts as done. */
export function script(): Sql {
  const shapes = [...silverShapes(), ...indexShapes()]
  const notes = [
    ...MIGRATIONS.map(
      ({ version, name }) => `insert into ops.migrations (version, name) values (${version}, ${literal(name)})`,
    ),
    ...shapes.map(
      (s) => `insert into ops.shapes (name, statement) values (${literal(s.name)}, ${literal(s.statement)})`,
    ),
  ]
  const statements = [...MIGRATIONS.map((m) => m.statement.trim()), ...shapes.map((s) => s.statement), ...notes]
  return `begin;\n${statements.map((s) => `${s};\n`).join('')}commit;\n`
}

async function isCurrent(session: Session): Promise<boolean> {
  if ((await versionOf(session)) < MIGRATIONS.at(-1)!.version) return false
  const known = await knownShapes(session)
  const wanted = [...silverShapes(), ...indexShapes()]
  return wanted.length === known.size && wanted.every(({ name, statement }) => known.get(name) === statement)
}

async function versionOf(session: Session): Promise<number> {
  const found = await session.first<{ there: boolean }>(`select to_regclass('ops.migrations') is not null as there`)
  if (found?.there !== true) return 0
  const newest = await session.first<{ version: number | null }>('select max(version) as version from ops.migrations')
  const version = newest?.version ?? 0
  if (version > MIGRATIONS.at(-1)!.version)
    throw new UserError('The database was written by a newer oddslake. Install that version, or use another database.')
  return version
}

async function knownShapes(session: Session): Promise<Map<string, Sql>> {
  const rows = await session.rows<{ name: string; statement: string }>('select name, statement from ops.shapes')
  return new Map(rows.map((row) => [row.name, row.statement]))
}

/** Tables of another form are made anew, and everything is read again from bronze; indexes come and go by themselves. */
async function alignShapes(session: Session): Promise<void> {
  const known = await knownShapes(session)
  const [tables, indexes] = [silverShapes(), indexShapes()]
  const isNew = ({ name, statement }: Shape) => known.get(name) !== statement
  const old = tables.filter((shape) => known.has(shape.name) && isNew(shape))
  for (const { name } of old) await session.run(`drop table if exists ${name} cascade`)
  const wanted = new Map([...tables, ...indexes].map((shape) => [shape.name, shape]))
  for (const name of known.keys()) if (!wanted.has(name)) await session.run(`drop index if exists ${name}`)
  for (const shape of tables) if (isNew(shape) && !(await isThere(session, shape))) await session.run(shape.statement)
  for (const shape of indexes) {
    if (!isNew(shape) && (await isThere(session, shape))) continue
    await session.run(`drop index if exists ${shape.name}; ${shape.statement}`)
  }
  await session.run('delete from ops.shapes')
  await session.run('insert into ops.shapes (name, statement) select * from unnest($1::text[], $2::text[])', [
    [...wanted.keys()],
    [...wanted.values()].map((shape) => shape.statement),
  ])
  // What another version wrote is read again from bronze.
  if (old.length > 0) await clear(session)
}

async function isThere(session: Session, { name }: Shape): Promise<boolean> {
  return (
    (await session.first<{ there: boolean }>(`select to_regclass($1) is not null as there`, [name]))?.there === true
  )
}

import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { OddslakeError, UserError } from '../core/errors.ts'
import { ident, literal, literals } from '../core/sql.ts'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { firstLine } from '../engine/errors.ts'
import { currentSnapshot } from '../snapshot/manifest.ts'
import { blamePart, createViews } from '../snapshot/views.ts'
import type { Effects } from './effects.ts'
import { type Format, printers } from './formats.ts'
import { configure } from './workspace.ts'

/** Runs one reading statement over the current snapshot and prints its rows. Gives the exit code. */
export async function answer(effects: Effects, sql: string, format: Format): Promise<number> {
  const config = await configure(effects)
  const snapshot = await currentSnapshot(config.text('home'))
  if (snapshot === undefined) {
    throw new UserError(
      `There is no snapshot in ${config.text('home')} yet. Run "oddslake sync" or "oddslake demo" first, or set ODDSLAKE_HOME to a home that has one.`,
    )
  }
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-query-'))
  const engine = await Engine.open({ memory: config.text('memory'), temp: scratch, ordered: true })
  try {
    const connection = await engine.connect()
    try {
      await createViews(connection, snapshot.folder, snapshot.manifest)
      await lockDown(connection, [snapshot.folder, scratch])
      await checkStatement(connection, sql)
      if (format === 'parquet') await printParquet(effects, connection, { sql, scratch })
      else await printRows(effects, connection, { sql, format })
    } catch (error) {
      throw refusal(await blamePart(connection, snapshot, error))
    }
    return 0
  } finally {
    engine.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

/** From here on the engine reads the snapshot and nothing else of the machine. */
async function lockDown(connection: Connection, folders: readonly string[]): Promise<void> {
  await connection.run(`set allowed_directories = ${literals(folders.map((f) => `${f}/`))}`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}

async function checkStatement(connection: Connection, sql: string): Promise<void> {
  if (sql.trim() === '') throw new UserError('Expected one statement, such as "select …", got an empty text.')
  if (!(await connection.readsOnly(sql)))
    throw new UserError(
      'Only one statement that reads can be run here, such as "select …". Data is written by sync, load and build.',
    )
}

async function printRows(
  effects: Effects,
  connection: Connection,
  { sql, format }: { sql: string; format: Exclude<Format, 'parquet'> },
): Promise<void> {
  const columns = await connection.columns(sql)
  const instants = columns.filter((c) => c.type === 'TIMESTAMP WITH TIME ZONE').map((c) => ident(c.name))
  const iso = instants.map((c) => `strftime(${c}, '%Y-%m-%dT%H:%M:%S.%fZ') as ${c}`)
  const distinct = new Set(columns.map((c) => c.name)).size === columns.length
  const statement =
    iso.length === 0 || !distinct ? sql : `select * replace (${iso.join(', ')}) from (${sql.replace(/;\s*$/, '')}\n)`
  const printer = printers[format](columns, effects.out)
  for await (const rows of connection.stream(statement)) printer.rows(rows)
  printer.end()
}

async function printParquet(
  effects: Effects,
  connection: Connection,
  { sql, scratch }: { sql: string; scratch: string },
): Promise<void> {
  const file = path.join(scratch, 'answer.parquet')
  await connection.run(`copy (${sql.replace(/;\s*$/, '')}\n) to ${literal(file)} (format parquet, compression zstd)`)
  for await (const chunk of createReadStream(file)) effects.out(chunk as Buffer)
}

/** Of what the engine refuses, only what is neither the machine's nor ours is left: the statement. */
function refusal(error: unknown): unknown {
  if (error instanceof OddslakeError || !(error instanceof Error) || !ENGINE.test(error.message)) return error
  const hint = error.message.split('\n').find((line) => /did you mean|candidate bindings/i.test(line))
  const names = hint === undefined ? '' : ` ${hint.trim().replace(/([^.?!])$/, '$1.')}`
  return new UserError(
    `The statement cannot be run: ${firstLine(error.message)}.${names} "oddslake schema" lists tables and columns.`,
  )
}

/** How the engine begins its messages: `Binder Error: …`. */
const ENGINE = /^(Failed to extract statements: )?[A-Z][A-Za-z ]* Error/

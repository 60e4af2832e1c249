import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import { OddslakeError, UserError } from '../core/errors.ts'
import { parseWhen, shortInstant } from '../core/instant.ts'
import { ident, literal, literals } from '../core/sql.ts'
import { shownUrl } from '../core/warehouse-url.ts'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { firstLine } from '../engine/errors.ts'
import { MODELS } from '../models/index.ts'
import { currentSnapshot, type Snapshot } from '../snapshot/manifest.ts'
import { type Moment, REFUSED } from '../snapshot/moment.ts'
import { beginning, createTimeViews, momentOf } from '../snapshot/time.ts'
import { blamePart, createViews } from '../snapshot/views.ts'
import { createModelViews } from '../warehouse/duckdb/views.ts'
import type { Effects } from './effects.ts'
import { type Format, printers } from './formats.ts'
import { isServed, withServer } from './server-warehouse.ts'
import { configure } from './workspace.ts'

export type AnswerOptions = {
  readonly format: Format
  /** Of when: an instant or a span before now. */
  readonly asOf?: string
  readonly at?: string
}

/** Runs one reading statement over the current snapshot and prints its rows. Gives the exit code. */
export async function answer(effects: Effects, sql: string, options: AnswerOptions): Promise<number> {
  const { format } = options
  const moment = askedMoment(options)
  const config = await configure(effects)
  if (isServed(config)) return askServer(effects, config, { sql, ...options })
  const snapshot = await currentSnapshot(config.text('home'))
  if (snapshot === undefined) {
    throw new UserError(
      `There is no snapshot in ${config.text('home')} yet. Run "oddslake sync" or "oddslake demo" first, or set ODDSLAKE_HOME to a home that has one.`,
    )
  }
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-query-'))
  const engine = await Engine.open({ memory: memoryFor(config, moment), temp: scratch, ordered: true })
  try {
    const connection = await engine.connect()
    try {
      if (moment === undefined) await createViews(connection, snapshot.folder, snapshot.manifest)
      else await goBack(effects, connection, { snapshot, moment })
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

/** Runs the statement where the rows are kept, in the words of that server. */
function askServer(
  effects: Effects,
  config: Config,
  { sql, format, asOf, at }: AnswerOptions & { sql: string },
): Promise<number> {
  if (asOf !== undefined || at !== undefined)
    throw new UserError(
      `--as-of and --at read published snapshots, and ${shownUrl(config.text('warehouse'))} is a server. Fill a file from the same lake and ask that: oddslake load --into duckdb:PATH`,
    )
  return withServer(
    config,
    async ({ warehouse, connection, scratch }) => {
      const statement = `select * from ${await warehouse.select(connection, oneStatement(sql), 'answer')}`
      if (format === 'parquet') await printParquet(effects, connection, { sql: statement, scratch })
      else await printRows(effects, connection, { sql: statement, format })
      return 0
    },
    effects.stop,
  )
}

/** Gold of another time is computed from all its facts when it is asked: that needs more than reading what is published. */
const TIME_MEMORY = '500MB'

function memoryFor(config: Config, moment: Moment | undefined): string {
  const isGiven = config.resolved.some(({ setting, origin }) => setting.name === 'memory' && origin !== 'default')
  return moment === undefined || isGiven ? config.text('memory') : TIME_MEMORY
}

function askedMoment({ asOf, at }: AnswerOptions): Moment | undefined {
  if (asOf !== undefined && at !== undefined)
    throw new UserError(
      'Give --as-of (what this lake knew then) or --at (what had happened by then, from what is known today), not both.',
    )
  const now = Date.now() * 1000
  if (asOf !== undefined) return momentOf('as-of', parseWhen(asOf, now), now)
  return at === undefined ? undefined : momentOf('at', parseWhen(at, now), now)
}

/** Shows the tables as they were at a moment, and says so when that is before anything there is. */
async function goBack(
  effects: Effects,
  connection: Connection,
  { snapshot, moment }: { snapshot: Snapshot; moment: Moment },
): Promise<void> {
  await createTimeViews(connection, snapshot, moment)
  await createModelViews(connection, MODELS)
  const first = await beginning(connection, moment)
  if (first !== undefined && first <= moment.at) return
  const what = moment.ask === 'as-of' ? 'This lake knew nothing' : 'Nothing that this lake holds had happened'
  const then = first === undefined ? 'it is empty' : `it begins at ${shortInstant(first)}`
  effects.err(`${what} at ${shortInstant(moment.at)}: ${then}.\n`)
}

/** From here on the engine reads the snapshot and nothing else of the machine. */
async function lockDown(connection: Connection, folders: readonly string[]): Promise<void> {
  await connection.run(`set allowed_directories = ${literals(folders.map((f) => `${f}/`))}`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}

function oneStatement(sql: string): string {
  if (sql.trim() === '') throw new UserError('Expected one statement, such as "select …", got an empty text.')
  return sql.replace(/;\s*$/, '')
}

async function checkStatement(connection: Connection, sql: string): Promise<void> {
  if (!(await connection.readsOnly(oneStatement(sql))))
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
    iso.length === 0 || !distinct ? sql : `select * replace (${iso.join(', ')}) from (${oneStatement(sql)}\n)`
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
  await connection.run(`copy (${oneStatement(sql)}\n) to ${literal(file)} (format parquet, compression zstd)`)
  for await (const chunk of createReadStream(file)) effects.out(chunk as Buffer)
}

/** Of what the engine refuses, only what is neither the machine's nor ours is left: the statement. */
function refusal(error: unknown): unknown {
  if (error instanceof OddslakeError || !(error instanceof Error) || !ENGINE.test(error.message)) return error
  if (error.message.startsWith(REFUSED)) return new UserError(error.message.slice(REFUSED.length))
  const hint = error.message.split('\n').find((line) => /did you mean|candidate bindings/i.test(line))
  const names = hint === undefined ? '' : ` ${hint.trim().replace(/([^.?!])$/, '$1.')}`
  return new UserError(
    `The statement cannot be run: ${firstLine(error.message)}.${names} "oddslake schema" lists tables and columns.`,
  )
}

/** How the engine begins its messages: `Binder Error: …`. */
const ENGINE = /^(Failed to extract statements: )?[A-Z][A-Za-z ]* Error/

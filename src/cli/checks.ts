import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import { TransientError } from '../core/errors.ts'
import { addressOf, type Host, type Venue } from '../core/source.ts'
import { isFile, shownUrl } from '../core/warehouse-url.ts'
import { Engine } from '../engine/engine.ts'
import { asOurs } from '../engine/errors.ts'
import { makeFolder } from '../engine/folder.ts'
import { alteration, damaged } from '../lake/damage.ts'
import { Lake } from '../lake/lake.ts'
import { VENUES } from '../venues/index.ts'
import type { Effects } from './effects.ts'
import { withServer } from './server-warehouse.ts'
import { configure } from './workspace.ts'

type Finding = { readonly check: string; readonly ok: boolean; readonly found: string; readonly next?: string }

/** Less free space than this is reported. */
const DISK_BYTES = 1e9
/** A clock that differs from a venue's by more than this spoils signatures and time windows. */
const CLOCK_MS = 5_000

/** Checks what oddslake needs; every finding that is not fine says what to do. Exit 1 when something is not. */
export async function examine(effects: Effects, options: { json?: boolean }): Promise<number> {
  const config = await configure(effects)
  const findings = [
    node(),
    await disk(config),
    await home(config),
    ...(await venues(config)),
    await warehouse(config),
    ...(await lake(config)),
  ]
  if (options.json === true) effects.out(`${JSON.stringify(findings, null, 2)}\n`)
  else
    for (const f of findings)
      effects.out(
        `${f.ok ? 'ok     ' : 'TROUBLE'} ${f.check.padEnd(16)}${f.found}${f.next === undefined ? '' : `\n        → ${f.next}`}\n`,
      )
  return findings.every((f) => f.ok) ? 0 : 1
}

function node(): Finding {
  return { check: 'node', ok: true, found: `${process.versions.node} on ${process.platform} ${process.arch}` }
}

async function disk(config: Config): Promise<Finding> {
  let folder = config.text('home')
  while (!existsSync(folder)) folder = path.dirname(folder)
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const found = `${(free / 1e9).toFixed(1)} GB free below ${folder}`
  return free > DISK_BYTES
    ? { check: 'disk', ok: true, found }
    : { check: 'disk', ok: false, found, next: 'Free some space, or set ODDSLAKE_HOME to a larger disk.' }
}

async function home(config: Config): Promise<Finding> {
  const folder = config.text('home')
  try {
    await makeFolder(folder)
    await access(folder, constants.W_OK)
    return { check: 'home', ok: true, found: folder }
  } catch (error) {
    return trouble('home', asOurs(error))
  }
}

/** Our messages carry the next step. */
function trouble(check: string, error: unknown): Finding {
  return { check, ok: false, found: error instanceof Error ? error.message : String(error) }
}

/** Every block of the warehouse file can be read. One that is being written is left alone. */
async function warehouse(config: Config): Promise<Finding> {
  const check = 'warehouse'
  const url = config.text('warehouse')
  if (!isFile(url)) {
    const asked = withServer(config, ({ warehouse, connection }) =>
      warehouse.select(connection, 'select 1 as one', 'asked'),
    )
    return asked.then(
      () => ({ check, ok: true, found: `${shownUrl(url)} answers` }),
      (error) => trouble(check, error),
    )
  }
  const file = url.slice('duckdb:'.length)
  if (!existsSync(file)) return { check, ok: true, found: `${file} is not there yet` }
  const engine = await Engine.open({ memory: config.text('memory') })
  try {
    await engine.attach(file, check, { readOnly: true })
    const connection = await engine.connect()
    const tables = await connection.rows<{ name: string }>(
      `select format('{}.{}."{}"', database_name, schema_name, table_name) as name from duckdb_tables() where database_name = '${check}'`,
    )
    for (const { name } of tables) await connection.rows(`select bit_xor(hash(columns(*))) from ${name}`)
    return { check, ok: true, found: `${tables.length} tables in ${file} can be read` }
  } catch (error) {
    if (error instanceof TransientError) return { check, ok: true, found: `${file} is in use by another process` }
    return trouble(check, error)
  } finally {
    engine.close()
  }
}

/** Each venue's address answers, and its clock agrees with ours. */
function venues(config: Config): Promise<Finding[]> {
  const hosts = VENUES.flatMap((venue) => venue.hosts.map((host) => ({ venue, host })))
  return Promise.all(hosts.map(({ venue, host }) => reach(venue, host, config.text(addressOf(venue, host)))))
}

async function reach(venue: Venue, host: Host, url: string): Promise<Finding> {
  const check = venue.hosts.length === 1 ? venue.name : `${venue.name} ${host.name}`
  if (url === '') return { check, ok: true, found: `not in use: ${host.env} names no server` }
  const address = `${url.replace(/\/$/, '')}${host.clockPath}`
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(10_000) })
    const skew = Math.abs(Date.parse(answer.headers.get('date') ?? '') - Date.now())
    if (!answer.ok)
      return {
        check,
        ok: false,
        found: `${address} answers ${answer.status}`,
        next: `Check the base address in ${host.env}.`,
      }
    if (skew > CLOCK_MS)
      return {
        check,
        ok: false,
        found: `its clock differs from ours by ${Math.round(skew / 1000)} s`,
        next: "Set this machine's clock (NTP).",
      }
    return { check, ok: true, found: `${url} answers` }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
    return {
      check,
      ok: false,
      found: `${address} cannot be reached: ${cause}`,
      next: `Check the network and ${host.env}.`,
    }
  }
}

/** Every bronze file can be read, and what it holds has the hashes that were noted. */
async function lake(config: Config): Promise<Finding[]> {
  const check = 'bronze'
  const store = new Lake(config.text('home'))
  const engine = await Engine.open({ memory: config.text('memory') })
  try {
    const connection = await engine.connect()
    await store.catalog.refresh(connection)
    const files = store.catalog.list().map((file) => store.catalog.absolute(file))
    const found: Finding[] = []
    for (const file of files) {
      const why = await alteration(connection, file)
      if (why !== undefined) found.push(trouble(check, damaged(file, why)))
    }
    return found.length > 0
      ? found
      : [{ check, ok: true, found: `${files.length} files, every record equals its hash` }]
  } catch (error) {
    return [trouble(check, error)]
  } finally {
    engine.close()
  }
}

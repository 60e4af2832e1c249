import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Effects } from '../../../src/cli/effects.ts'
import { run } from '../../../src/cli/main.ts'
import type { Row } from '../../../src/engine/connection.ts'
import { Engine } from '../../../src/engine/engine.ts'
import { type Replica, startReplica, writeTruth } from '../../../src/replica/index.ts'
import { currentSnapshot } from '../../../src/snapshot/manifest.ts'
import { createViews } from '../../../src/snapshot/views.ts'
import { differences } from '../../support/truth.ts'

/** What a command said and how it ended. */
export type Ended = { readonly code: number; readonly out: string; readonly err: string }

/** A small exchange of five days, the same bytes each time: its trades fit into one page per window. */
export function smallReplica(trades = 400): Promise<Replica> {
  return startReplica({
    venue: 'kalshi',
    world: { kind: 'simulated', trades, markets: 20, seed: 3, days: 5, until: '2026-10-08' },
  })
}

/** A folder of its own below the system's temporary one. */
export function scratch(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), 'oddslake-failures-'))
}

export function discard(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true })
}

/** The environment of a command: quick retries, no limit worth noticing. */
export function environment(
  home: string,
  url: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    ODDSLAKE_HOME: home,
    ODDSLAKE_KALSHI_URL: url,
    ODDSLAKE_KALSHI_RATE: '10000',
    ODDSLAKE_KALSHI_BURST: '1000',
    ODDSLAKE_RETRY_BASE_SECONDS: '0.01',
    ...more,
  }
}

/** Runs one command line in this process, with an environment of its own. */
export async function oddslake(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd = os.tmpdir(),
): Promise<Ended> {
  const out: string[] = []
  const err: string[] = []
  const effects: Effects = {
    out: (text) => out.push(typeof text === 'string' ? text : Buffer.from(text).toString()),
    err: (text) => err.push(text),
    env,
    cwd,
    terminal: undefined,
    stop: new AbortController().signal,
    ask: async () => true,
  }
  const code = await run(args, effects)
  return { code, out: out.join(''), err: err.join('') }
}

/** Rows of the published snapshot of a home. */
export async function rows<R extends Row>(home: string, sql: string): Promise<R[]> {
  const snapshot = await currentSnapshot(home)
  if (snapshot === undefined) throw new Error(`no snapshot in ${home}`)
  const engine = await Engine.open()
  try {
    const connection = await engine.connect()
    await createViews(connection, snapshot.folder, snapshot.manifest)
    return await connection.rows<R>(sql)
  } finally {
    engine.close()
  }
}

/** The records of a resource in bronze, as text, oldest file first. */
export async function bronze(home: string, resource: string): Promise<string[]> {
  const engine = await Engine.open()
  try {
    const connection = await engine.connect()
    const files = `${home}/bronze/venue=kalshi/resource=${resource}/*/*.parquet`
    const found = await connection.rows<{ payload: string }>(
      `select payload from read_parquet('${files}', hive_partitioning = false, filename = true) order by filename, ordinal`,
    )
    return found.map((row) => row.payload)
  } finally {
    engine.close()
  }
}

/** How a home differs from what the world's generator knows; none means equal. */
export async function untrue(home: string, replica: Replica): Promise<unknown[]> {
  const truth = path.join(home, 'truth')
  await writeTruth(replica.world, truth)
  return differences(home, truth)
}

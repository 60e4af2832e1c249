import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import type { ServerOptions, Trouble } from './clickhouse-server.ts'

/** ClickHouse as a library. It is not among the package's dependencies: half a gigabyte, needed by nobody but tests. */
const ENGINE = 'chdb@3.4.0'
const ROOT = path.resolve(import.meta.dirname, '../..')
const ENGINES_FOLDER = path.join(ROOT, '.engines')
const SERVER = path.join(import.meta.dirname, 'clickhouse-server.ts')

export type ClickhouseProcess = {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Its database; another process may go on with it. */
  readonly data: string
  /** What statements meet from now on, in the place of what they met before. */
  trouble(trouble: Trouble): Promise<void>
  /** Ends the process at once, as a crash would. */
  kill(): Promise<void>
  /** Ends it and removes its database. */
  stop(): Promise<void>
}

/** Installs the engine into `.engines` where it is not there yet; gives the folder of the package. */
export async function installClickhouse(): Promise<string> {
  const folder = process.env.ODDSLAKE_TEST_CHDB ?? path.join(ENGINES_FOLDER, 'node_modules', 'chdb')
  if (existsSync(path.join(folder, 'package.json'))) return folder
  const npm = spawn('npm', ['install', '--prefix', ENGINES_FOLDER, '--no-audit', '--no-fund', '--no-save', ENGINE], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: withoutNpm(process.env),
  })
  const said = text(npm.stderr)
  const code = await new Promise((resolve, reject) => npm.once('error', reject).once('close', resolve))
  if (code !== 0)
    throw new Error(`npm install ${ENGINE} failed: ${(await said).trim().split('\n').slice(-3).join(' ')}`)
  return folder
}

/** What npm tells the programs that it starts would lead another npm to install elsewhere. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^npm_(config_(local_)?prefix|package_|lifecycle_|command)/.test(name),
  )
  return Object.fromEntries(kept)
}

/** Starts ClickHouse's engine behind its HTTP interface. Without `data` in a folder of its own. */
export async function startClickhouse(options: Partial<ServerOptions> = {}): Promise<ClickhouseProcess> {
  const chdb = await installClickhouse()
  const data = options.data ?? (await mkdtemp(path.join(os.tmpdir(), 'oddslake-clickhouse-')))
  const child = spawn(process.execPath, [SERVER, JSON.stringify({ port: 0, ...options, chdb, data })], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said: string[] = []
  child.stderr.on('data', (bytes) => said.push(String(bytes)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const { url, port } = await new Promise<{ url: string; port: number }>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(String(line))))
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${said.join('').slice(-500)}`)))
  })
  let isStopping = false
  void ended.then(() => {
    if (!isStopping) console.error(`\n*** ClickHouse has crashed: ${said.join('').slice(-500)} ***\n`)
  })
  const end = (signal: NodeJS.Signals) => {
    isStopping = true
    child.kill(signal)
    return ended
  }
  return {
    ...{ url, port, pid: child.pid!, data },
    async trouble(trouble) {
      await fetch(`http://127.0.0.1:${port}/__trouble`, { method: 'POST', body: JSON.stringify(trouble) })
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      await rm(data, { recursive: true, force: true })
    },
  }
}

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { createApp } from '../../../src/server/app.ts'
import { listen } from '../../../src/server/listen.ts'
import { Published } from '../../../src/server/published.ts'
import { Site } from '../../../src/server/site.ts'
import { openHome } from '../../support/opened.ts'

export type Dashboard = {
  readonly url: string
  /** Rows by a statement of the test's own over the snapshot that is served, each as a list of texts. */
  sql(statement: string): Promise<(string | null)[][]>
  /** What the server did not expect. */
  readonly complaints: readonly unknown[]
  close(): Promise<void>
}

const ROOT = path.resolve(import.meta.dirname, '../../..')
const VITE = path.join(ROOT, 'node_modules/vite/bin/vite.js')

/** Builds the dashboard into a folder, in a process of its own, as for production: a test's own process is set up for testing. */
export async function buildDashboard(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-web-'))
  const args = [VITE, 'build', path.join(ROOT, 'web'), '--outDir', folder, '--logLevel', 'error']
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production' } })
  return folder
}

/** A built dashboard, served over a home; its folder goes when it is closed. */
export async function openDashboard(home: string, folder: string): Promise<Dashboard> {
  const complaints: unknown[] = []
  const complain = (error: unknown) => void complaints.push(error)
  const limits = { memory: '500MB', timeoutMs: 20_000, atOnce: 4, lookMs: 60_000 }
  const published = await Published.open({ home, complain, ...limits })
  const app = createApp({ published, home, complain, version: '0', site: await Site.load(folder), isLocal: true })
  const listening = await listen(app, { host: '127.0.0.1', port: 0 })
  const opened = await openHome(home)
  return {
    url: listening.url,
    complaints,
    async sql(statement) {
      const rows = await opened.connection.rows(`select columns(*)::varchar from (${statement})`)
      return rows.map((row) => Object.values(row) as (string | null)[])
    },
    async close() {
      opened.close()
      await listening.close()
      await published.close()
      await rm(folder, { recursive: true })
    },
  }
}

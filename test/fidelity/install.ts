import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const folder = import.meta.dirname
const TIME_LIMIT_MS = 300_000

/** Installs the venues' own clients beside the suite, unless what its lock file names is there already. */
export function installClients(): void {
  const installed = path.join(folder, 'node_modules/.package-lock.json')
  const isNewer = (file: string) => statSync(path.join(folder, file)).mtimeMs > statSync(installed).mtimeMs
  if (existsSync(installed) && !isNewer('package-lock.json')) return
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--fetch-retries=1'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIME_LIMIT_MS,
    })
  } catch (error) {
    const { message, stderr = '' } = error as Error & { stderr?: string }
    throw new Error(
      `The venues' own clients could not be installed: npm, or the registry it asks, cannot be reached. Run "npm ci" in ${folder} to see why.\n${message}\n${stderr}`,
    )
  }
}

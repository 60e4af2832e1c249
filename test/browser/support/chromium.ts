import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** A browser that asks nobody anything of its own accord. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

const found = () => process.env.ODDSLAKE_TEST_CHROMIUM ?? NAMES.find(isProgram)

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Debian's own Chromium, installed where that is allowed. */
function install(): void {
  try {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { stdio: 'ignore' })
  } catch {
    // There is no apt-get, no network or no right to it: the caller says so.
  }
}

/** Where Chromium is. Says loudly when there is none, so that skipped tests are never taken for passed ones. */
export function browserProgram(): string | undefined {
  if (found() === undefined) install()
  const program = found()
  if (program === undefined)
    process.stderr.write(
      '\nSKIPPED: the tests of the dashboard, because there is no Chromium and apt-get cannot install it. Set ODDSLAKE_TEST_CHROMIUM to one.\n\n',
    )
  return program
}

/** Starts it without a window and with an empty profile. */
export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: QUIET })
}

import { writeSync } from 'node:fs'
import type { Effects } from '../../src/cli/effects.ts'
import { run } from '../../src/cli/main.ts'
import { diskFiles, type Files } from '../../src/lake/files.ts'
import { encode, type Report } from './phases.ts'
import { faultPoint, watchDisk } from './points.ts'

/**
 * The command line in a process that can be killed: the same `run` as the real one. It tells its parent each step right
 * before it is taken, on file descriptor 3 and synchronously, and dies by its own hand where STORM_KILL_AT says.
 */
const reach = faultPoint(process.env.STORM_KILL_AT)
let step = 'start'

function report(what: Report): void {
  if (what !== 'new') step = what
  writeSync(3, encode(what))
  reach(what)
}

const files: Files = {
  ...diskFiles,
  async commit(temporary, final) {
    await diskFiles.commit(temporary, final)
    report('renamed')
  },
}

const effects: Effects = {
  out(text) {
    process.stdout.write(text)
    const event = JSON.parse(String(text)) as { type: string; rows?: number }
    if (event.rows !== undefined && event.rows > 0) report('new')
    // The snapshot is announced when it is there; what follows is bookkeeping and closing.
    if (event.type === 'publish') report('close')
  },
  err: (text) => process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  terminal: undefined,
  stop: new AbortController().signal,
  ask: async () => true,
  files,
  trace: report,
}

watchDisk(() => step, reach)
process.exitCode = await run(process.argv.slice(2), effects)

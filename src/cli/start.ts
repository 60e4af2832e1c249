import { once } from 'node:events'
import { createInterface } from 'node:readline/promises'
import type { Effects } from './effects.ts'
import { run } from './main.ts'

/** The real terminal: the one place that reads the process and sets its exit code. */
const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(75)
    process.stderr.write('\nStopping; what was received is being saved. Press Ctrl-C again to stop without saving.\n')
    stop.abort()
  })
}

const effects: Effects = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  env: process.env,
  cwd: process.cwd(),
  terminal: process.stderr.isTTY && process.env.CI === undefined ? process.stderr : undefined,
  stop: stop.signal,
  async ask(question) {
    const reader = createInterface({ input: process.stdin, output: process.stderr })
    // Ctrl-C, Ctrl-D and an input that has ended are a no.
    const closed = once(reader, 'close').then(() => '')
    const answer = await Promise.race([reader.question(`${question} [y/N] `), closed]).finally(() => reader.close())
    return /^y(es)?$/i.test(answer.trim())
  },
}

// A reader that closes early (`oddslake query … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await run(process.argv.slice(2), effects)

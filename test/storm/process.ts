import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { COMPILED } from '../support/compiled.ts'
import { decode, type Phase, Phases } from './phases.ts'

/** When a child dies: some milliseconds after it was started or first brought something new, or at a fault point. */
export type Kill = { readonly after: number; readonly clock: 'spawn' | 'new' } | { readonly point: string }

export type Ended = {
  readonly killed: boolean
  readonly code: number | null
  /** What it was doing last. */
  readonly phase: Phase
  readonly phases: Phases
  readonly milliseconds: number
  readonly out: string
  readonly err: string
}

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url))

/** Runs one command line in a child until it ends or is killed. */
export async function runChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  kill?: Kill,
): Promise<Ended> {
  const started = performance.now()
  const forced = kill !== undefined && 'point' in kill ? { STORM_KILL_AT: kill.point } : {}
  const child = spawn(process.execPath, [CHILD, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ...COMPILED, ...env, ...forced },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const moment = kill !== undefined && 'after' in kill ? kill : undefined
  let timer: NodeJS.Timeout | undefined
  const arm = (clock: 'spawn' | 'new') => {
    if (moment?.clock === clock) timer ??= setTimeout(() => child.kill('SIGKILL'), moment.after)
  }
  arm('spawn')
  const phases = new Phases()
  const steps = child.stdio[3] as Readable
  steps.on('data', (bytes: Buffer) => {
    for (const report of decode(bytes)) {
      if (report === 'new') arm('new')
      phases.take(report, performance.now() - started)
    }
  })
  const ended = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve([code, signal]))
  })
  const [out, err, [code, signal]] = await Promise.all([text(child.stdout!), text(child.stderr!), ended])
  clearTimeout(timer)
  const milliseconds = performance.now() - started
  return { killed: signal === 'SIGKILL', code, phase: phases.now, phases, milliseconds, out, err }
}

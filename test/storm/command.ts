import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { RunEvent } from '../../src/core/event.ts'
import { COMPILED } from '../support/compiled.ts'

export type Finished = { readonly code: number | null; readonly err: string }

const BIN = fileURLToPath(new URL('../../bin/oddslake.js', import.meta.url))

/** The real command in a process of its own, its events read as they come. For signals and time limits. */
export class Command {
  readonly events: RunEvent[] = []
  readonly ended: Promise<Finished>
  readonly #child: ChildProcess
  #listener: ((event: RunEvent) => void) | undefined

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    const child = spawn(process.execPath, [BIN, ...args, '--json'], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH, ...COMPILED, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = JSON.parse(line) as RunEvent
      this.events.push(event)
      this.#listener?.(event)
    })
    this.ended = Promise.all([once(child, 'close'), text(child.stderr)]).then(([[code], err]) => ({ code, err }))
  }

  /** Resolves at the first event that matches; rejects when the command ends without one. */
  async until(matches: (event: RunEvent) => boolean): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      this.#listener = (event) => matches(event) && resolve()
      if (this.events.some(matches)) resolve()
    })
    const missed = this.ended.then(({ code, err }) => {
      throw new Error(`ended with ${code} before that:\n${err}`)
    })
    await Promise.race([seen, missed])
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }
}

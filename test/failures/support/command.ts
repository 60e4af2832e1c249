import { expect } from 'vitest'
import type { Effects } from '../../../src/cli/effects.ts'
import { run } from '../../../src/cli/main.ts'
import { ENV } from '../../support/threads.ts'

/** What a command said, and how it ended. */
export type Ended = { readonly code: number; readonly out: string; readonly err: string }

/** Runs one command line in this process, with an environment of its own. */
export async function oddslake(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Ended> {
  const out: string[] = []
  const err: string[] = []
  const effects: Effects = {
    out: (text) => out.push(typeof text === 'string' ? text : Buffer.from(text).toString()),
    err: (text) => err.push(text),
    env: { ...ENV, ...env },
    cwd,
    terminal: undefined,
    stop: new AbortController().signal,
    ask: async () => true,
  }
  const code = await run(args, effects)
  return { code, out: out.join(''), err: err.join('') }
}

/** What was told of failures, without the word before it. */
export function failures({ err }: Ended): string[] {
  return err.split('\n').flatMap((line) => (line.startsWith('failed: ') ? [line.slice('failed: '.length)] : []))
}

/** A failure that is not our bug shows no stack, and nothing is said twice. */
export function expectClear({ err }: Ended): void {
  expect(err).not.toMatch(/This is a bug|^\s+at .+:\d+|undefined|\[object/m)
  const lines = err.split('\n').filter((line) => line !== '')
  expect(lines.filter((line, i) => lines.indexOf(line) !== i)).toEqual([])
}

import type { Effects } from '../../src/cli/effects.ts'
import { ENV } from './threads.ts'

export type Recorded = { readonly effects: Effects; out(): string; err(): string }

/** Effects that collect what a command prints, with an environment of its own. */
export function recordingEffects(env: Readonly<Record<string, string>>, more: Partial<Effects> = {}): Recorded {
  let out = ''
  let err = ''
  const effects: Effects = {
    out(text) {
      out += typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
    },
    err(text) {
      err += text
    },
    env: { ...ENV, ...env },
    cwd: env.ODDSLAKE_HOME ?? '/',
    terminal: undefined,
    stop: new AbortController().signal,
    ask: async () => true,
    ...more,
  }
  return { effects, out: () => out, err: () => err }
}

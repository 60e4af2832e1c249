import type { Trace } from '../core/event.ts'
import type { Files } from '../lake/files.ts'

/** Everything outside that a command touches, so that tests can hand in their own. */
export type Effects = {
  /** Data goes here (stdout). */
  out(text: string | Uint8Array): void
  /** Talk and progress go here (stderr). */
  err(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** The terminal that a person watches stderr in, if there is one: progress is drawn there. */
  readonly terminal: NodeJS.WriteStream | undefined
  /** Fires on Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal
  /** Asks a yes-or-no question in a terminal. */
  ask(question: string): Promise<boolean>
  readonly files?: Files
  readonly trace?: Trace
}

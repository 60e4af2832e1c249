import type { Trace } from '../core/event.ts'
import type { Files } from '../lake/files.ts'

/** Everything outside that a command touches, so that tests can hand in their own. */
export type Effects = {
  /** Data goes here (stdout). */
  out(text: string): void
  /** Talk and progress go here (stderr). */
  err(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Whether stderr is a terminal that a person watches. */
  readonly terminal: boolean
  /** Fires on Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal
  /** Asks a yes-or-no question in a terminal. */
  ask(question: string): Promise<boolean>
  readonly files?: Files
  readonly trace?: Trace
}

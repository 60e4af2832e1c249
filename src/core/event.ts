/** What happened, for whoever listens: the screen, `--json`, the runs table, tests. Pipeline code prints nothing. */
export type RunEvent =
  | { type: 'plan'; venue: string; resource: string; slices: number; requests: number; expected: number; note: string }
  | {
      type: 'request'
      venue: string
      resource: string
      request: string
      status: number
      bytes: number
      milliseconds: number
    }
  | { type: 'retry'; venue: string; resource: string; request: string; attempt: number; reason: string; waitMs: number }
  | { type: 'page'; venue: string; resource: string; slice: string; records: number; reached: string | null }
  | { type: 'batch'; venue: string; resource: string; slice: string; figures: Readonly<Record<string, number>> }
  | { type: 'commit'; venue: string; resource: string; file: string; rows: number; duplicates: number; bytes: number }
  | { type: 'slice'; venue: string; resource: string; slice: string; state: SliceState; proof: string | null }
  | { type: 'load'; venue: string; resource: string; files: number; records: number; rows: number; rejects: number }
  | { type: 'drift'; venue: string; resource: string; changes: readonly Drifted[] }
  | { type: 'retried'; venue: string; resource: string; files: number; records: number; rejects: number }
  | { type: 'build'; model: string; rows: number; milliseconds: number }
  | { type: 'publish'; snapshot: string; tables: number; rows: number; milliseconds: number }
  | { type: 'stage'; stage: Stage; venue: string; resource: string; milliseconds: number }
  | { type: 'failure'; venue: string; resource: string; message: string; exitCode: number }
  | { type: 'warning'; venue: string; resource: string; message: string }

/** A field of a venue's records that changed, as in `silver.drift`. */
export type Drifted = { field: string; change: string; detail: string; sample: string | null }

export type Stage = 'pull' | 'load' | 'build' | 'publish'

/** How far a slice is known: `empty-confirmed` means asked, and the venue has nothing there. */
export type SliceState = 'planned' | 'partial' | 'complete' | 'empty-confirmed' | 'suspect'

/** Takes events as they happen. Must not throw and must not block. */
export type Emit = (event: RunEvent) => void

/** Called at named steps of the work that touch disk or network, so that a watcher can trace (or a test can kill) there. */
export type Trace = (step: TraceStep) => void
export type TraceStep = 'request' | 'write' | 'rename' | 'load' | 'build' | 'publish'

import {
  EnvironmentError,
  FullDiskError,
  MemoryLimitError,
  OddslakeError,
  TransientError,
  UserError,
} from '../core/errors.ts'

type Rule = { readonly when: RegExp; readonly say: (text: string) => OddslakeError }

/** What the engine says of a database file whose bytes are not those that it wrote. */
export const DAMAGED_DATABASE =
  /Corrupt database file|not a valid DuckDB database|Failure while replaying WAL|database has been invalidated|Could not read enough bytes from file "(?![^"]*\.parquet")/i

/** What the engine and the file system say when the machine, not the program, is the trouble; and what to do then. */
const RULES: readonly Rule[] = [
  {
    when: /No space left on device|ENOSPC|disk full|EDQUOT|Disk quota exceeded/i,
    say: (text) =>
      new FullDiskError(
        `The disk is full (${text}). Free some space and run the same command again; nothing that was finished is lost.`,
      ),
  },
  {
    when: /Could not set lock on file|Conflicting lock is held/i,
    say: (text) =>
      new TransientError(
        `Another oddslake is writing to this home (${text.replace(/\. See also .*/, '')}). Wait for it to end, or stop it, and run the same command again.`,
      ),
  },
  {
    when: /Read-only file system|Permission denied|EACCES|EROFS|EPERM|read-only database/i,
    say: (text) =>
      new EnvironmentError(
        `Cannot write here (${text}). Give this user write access to the folder, or set ODDSLAKE_HOME to a folder that has it.`,
      ),
  },
  {
    when: /EEXIST: file already exists, mkdir|ENOTDIR|Not a directory/i,
    say: (text) =>
      new UserError(
        `Expected a folder, found a file (${text}). Move the file away, or set ODDSLAKE_HOME to another folder.`,
      ),
  },
  { when: DAMAGED_DATABASE, say: (text) => damagedDatabase(text) },
  {
    when: /Out of Memory Error|failed to allocate|could not allocate/i,
    say: (text) =>
      new MemoryLimitError(
        `The memory limit was reached (${text}). Raise it with ODDSLAKE_MEMORY, for example ODDSLAKE_MEMORY=1GB.`,
      ),
  },
]

/** Turns an engine's or file system's error into one of ours where it is the machine's; leaves our bugs as they are. */
export function asOurs(error: unknown): unknown {
  if (error instanceof OddslakeError || !(error instanceof Error)) return error
  for (const { when, say } of RULES) {
    const line = error.message.split('\n').find((text) => when.test(text))
    if (line === undefined) continue
    const ours = say(firstLine(line.trim()))
    ours.cause = error
    return ours
  }
  return error
}

/** A warehouse file that cannot be read, with the way out. */
export function damagedDatabase(why: string, file = '(warehouse.duckdb in the home)'): EnvironmentError {
  return new EnvironmentError(
    `The warehouse file ${file} is damaged (${why}). Move it away, with the .wal file beside it if there is one, and run "oddslake load --rebuild": bronze holds everything that was in it.`,
  )
}

/** The first line of a message without its trailing stop. */
export function firstLine(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/[.!]$/, '')
}

/** The base of every failure that is not our bug: a message that names the place, what was expected, the next step. */
export class OddslakeError extends Error {
  /** Exit code of a command that ends with this failure. */
  readonly exitCode: number = 1

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** A wrong argument, setting or file of the user. Not for what a venue sends. Exit 2, shown without a stack. */
export class UserError extends OddslakeError {
  override readonly exitCode = 2
}

/** What was asked for does not exist at the venue. */
export class NotFoundError extends UserError {}

/** Worth trying again later: network, 429, 5xx, a lock. Thrown only after the retries are used up. Exit 75. */
export class TransientError extends OddslakeError {
  override readonly exitCode = 75
  /** Seconds the venue asked to wait, when it said so. */
  readonly retryAfter: number | undefined

  constructor(message: string, options?: ErrorOptions & { retryAfter?: number | undefined }) {
    super(message, options)
    this.retryAfter = options?.retryAfter
  }
}

/** The venue broke its contract: the body is not what its API promises. Kept and reported. Exit 1. */
export class PayloadError extends OddslakeError {}

/** The venue does not take a request: sending it again gives the same. Exit 1. */
export class RefusalError extends PayloadError {
  /** What the venue said, without the place and the next step that the message gains as it rises. */
  readonly said: string = this.message
}

/** The machine cannot do what is needed: disk full, folder read-only, a damaged file. Exit 1, shown without a stack. */
export class EnvironmentError extends OddslakeError {}

/** No room to write: nothing else can be done either, so a run ends with it. */
export class FullDiskError extends EnvironmentError {}

/** What the engine may hold in memory did not suffice. */
export class MemoryLimitError extends EnvironmentError {}

/** Stopped on purpose: Ctrl-C or a time limit. What was done is saved. */
export class StoppedError extends OddslakeError {
  override readonly exitCode = 75
}

/** Puts the place in front of an error's message as it rises, once per place: `kalshi/trades: …`. */
export function within<E>(place: string, error: E): E {
  if (error instanceof Error && !error.message.startsWith(place)) error.message = `${place}: ${error.message}`
  return error
}

/** The known name closest to a wrong one, for messages such as "did you mean …"; none when all are farther than `most`. */
export function nearest(
  wrong: string,
  known: readonly string[],
  most = Math.max(2, wrong.length / 3),
): string | undefined {
  const scored = known.map((name) => ({ name, distance: editDistance(wrong.toLowerCase(), name.toLowerCase()) }))
  const best = scored.sort((a, b) => a.distance - b.distance)[0]
  return best !== undefined && best.distance <= most ? best.name : undefined
}

/** A sentence for a wrong name that lists the right ones. */
export function unknownName(kind: string, wrong: string, known: readonly string[]): UserError {
  const guess = nearest(wrong, known)
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`
  return new UserError(`There is no ${kind} "${wrong}".${hint} Known: ${known.join(', ')}.`)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}

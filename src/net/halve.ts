import { MILLISECOND, type Micros } from '../core/instant.ts'
import type { Answer, Io, Page, Params, Slice } from '../core/source.ts'

export type Halving = {
  readonly path: string
  /** Sent with every request, unchanged. */
  readonly query: Params
  readonly list: string | null
  /** Most records of one answer: a full one may hide more. */
  readonly cap: number
  /** What instants are counted in: a millisecond unless named. A window is divided down to one. */
  readonly unit?: Micros
  /** How the window [from, to) is said, in units. */
  readonly window: (from: number, to: number) => Params
  /** Looks at what came; where it throws PayloadError, the request is tried again. */
  readonly check?: (answer: Answer) => void
  /** What else divides the records, tried in this order where one unit alone is too full. All values together are all records. */
  readonly dimensions?: readonly { readonly param: string; readonly values: readonly string[] }[]
}

/** A window that is still to be asked: its time, and the values by which it was divided further. */
type Part = { readonly from: number; readonly to: number; readonly chosen: readonly string[] }
type Mark = { readonly parts: readonly Part[]; readonly proved: number; readonly suspect?: string | undefined }

/**
 * Reads lists that give at most so many records and no cursor: a window whose answer is full is halved, in time down to one
 * millisecond, then by the declared dimensions, until each part's answer is not full, which proves it. What cannot be divided
 * any more is suspect, with the reason. Newest first; a walk that was cut off goes on with the parts that are left.
 */
export async function* halve(io: Io, slice: Slice, walk: Halving): AsyncGenerator<Page> {
  const { from, to } = slice.asked!
  const { unit = MILLISECOND } = walk
  const whole = { from: Math.floor(from / unit), to: Math.ceil(to / unit), chosen: [] }
  let mark: Mark = slice.cursor === undefined ? { parts: [whole], proved: 0 } : JSON.parse(slice.cursor)
  while (mark.parts.length > 0) {
    const [part, ...rest] = mark.parts as [Part, ...Part[]]
    const answer = await ask(io, walk, part)
    const isFull = answer.ranges.length / 2 >= walk.cap
    const smaller = isFull ? divided(part, walk) : []
    if (smaller.length > 0) {
      mark = { ...mark, parts: [...smaller, ...rest] }
      continue
    }
    mark = { parts: rest, proved: mark.proved + 1, suspect: mark.suspect ?? (isFull ? reason(part, walk) : undefined) }
    if (rest.length > 0) yield { answer, cursor: JSON.stringify(mark), reached: readTo(part, rest) * unit }
    else if (mark.suspect !== undefined) yield { answer, suspect: mark.suspect }
    else yield { answer, proof: `${mark.proved} windows, none of them full at ${walk.cap} records` }
  }
}

function ask(io: Io, { path, query, list, window, check, dimensions = [] }: Halving, part: Part): Promise<Answer> {
  const chosen = Object.fromEntries(part.chosen.map((value, i) => [dimensions[i]!.param, value]))
  return io.list(path, { ...query, ...window(part.from, part.to), ...chosen }, { list, ...(check && { check }) })
}

/** The later half first; one unit of time is divided by the next dimension; nothing where that ends. */
function divided({ from, to, chosen }: Part, { dimensions = [] }: Halving): Part[] {
  if (to - from > 1) {
    const middle = Math.floor((from + to) / 2)
    return [
      { from: middle, to, chosen },
      { from, to: middle, chosen },
    ]
  }
  const next = dimensions[chosen.length]
  return next === undefined ? [] : next.values.map((value) => ({ from, to, chosen: [...chosen, value] }))
}

function reason({ from, chosen }: Part, { cap, unit = MILLISECOND, dimensions = [] }: Halving): string {
  const place = chosen.map((value, i) => ` and ${dimensions[i]!.param} ${value}`).join('')
  return `${cap} records or more at ${(from * unit) / MILLISECOND} ms${place}, the venue gives at most ${cap}, and nothing divides them further`
}

/** Everything from the end of what is left on has been read. */
function readTo(part: Part, rest: readonly Part[]): number {
  return Math.max(part.from, rest[0]!.to)
}

import { NotFoundError, PayloadError } from '../../src/core/errors.ts'
import type { Answer, Io } from '../../src/core/source.ts'
import { cut } from '../../src/net/cut.ts'

export type Listed = { readonly id: string; at: number; readonly stays: boolean }

/** What happens to a list between two pages. Numbers choose the record, 0 to 1. */
export type Event =
  | { readonly kind: 'insert'; readonly at: number }
  | { readonly kind: 'delete' | 'jump'; readonly which: number }
  | { readonly kind: 'reorder' | 'repeat' | 'nothing' }

export type ListOptions = {
  readonly order: 'newest' | 'oldest'
  /** One for each request in turn; then nothing more happens. */
  readonly events: readonly Event[]
  /** What an unknown id leads to: an error, or the top of the list. */
  readonly unknown?: 'missing' | 'top'
}

/** Tries of one request, as the HTTP client makes them. */
const TRIES = 5

/**
 * A venue's list in memory: sorted by time, pages by strict inequality on it, changed by events while somebody pages. The
 * order of records that share an instant is the venue's own affair.
 */
export class SimulatedList {
  readonly records: Listed[]
  readonly #options: ListOptions
  #requests = 0
  #turned = false
  /** The page before; only a request of the same size is mistaken for it, as a cache in front of a venue would. */
  #last: { readonly limit: string | undefined; readonly page: Buffer } | undefined
  #made = 0

  constructor(records: readonly Listed[], options: ListOptions) {
    this.records = records.map((record) => ({ ...record }))
    this.#options = options
  }

  get requests(): number {
    return this.#requests
  }

  /** The list as a venue's pages are asked: `limit`, `before` and `after` (ms), `beforeId`. */
  get io(): Io {
    const never = () => Promise.reject(new Error('only lists are asked for'))
    return {
      list: (_, params, { check }) => {
        for (let tries = 1; ; tries++) {
          const answer = this.#answer(new Map(Object.entries(params).map(([k, v]) => [k, v as string | undefined])))
          try {
            check?.(answer)
            return Promise.resolve(answer)
          } catch (error) {
            if (tries === TRIES) return Promise.reject(error)
          }
        }
      },
      record: never,
      object: never,
      now: () => Promise.resolve(0),
    }
  }

  #answer(params: ReadonlyMap<string, string | undefined>): Answer {
    const event = this.#options.events[this.#requests++] ?? { kind: 'nothing' }
    this.#apply(event)
    const limit = params.get('limit')
    const again = event.kind === 'repeat' && this.#last?.limit === limit ? this.#last?.page : undefined
    const page = again ?? this.#page(params)
    this.#last = { limit, page }
    return { request: 'GET /list', body: page, fetchedAt: 0, ...cut(page, null) }
  }

  #page(params: ReadonlyMap<string, string | undefined>): Buffer {
    const number = (name: string) => (params.get(name) === undefined ? undefined : Number(params.get(name)))
    const before = number('before') ?? this.#instantOf(params.get('beforeId'))
    const after = number('after')
    const up = this.#options.order === 'oldest'
    const rows = this.records
      .map((record, place) => ({ record, place: this.#turned ? -place : place }))
      .filter(({ record: { at } }) => (before === undefined || at < before) && (after === undefined || at > after))
      .sort((a, b) => (up ? a.record.at - b.record.at : b.record.at - a.record.at) || a.place - b.place)
      .slice(0, number('limit'))
    return Buffer.from(JSON.stringify(rows.map(({ record: { id, at } }) => ({ id, createdTime: at }))))
  }

  #instantOf(id: string | undefined): number | undefined {
    if (id === undefined) return undefined
    const record = this.records.find((each) => each.id === id)
    if (record === undefined && this.#options.unknown === 'missing') throw new NotFoundError(`no record ${id}`)
    return record?.at
  }

  #apply(event: Event): void {
    if (event.kind === 'insert') this.records.push({ id: `new${this.#made++}`, at: event.at, stays: false })
    if (event.kind === 'reorder') this.#turned = !this.#turned
    if (event.kind !== 'delete' && event.kind !== 'jump') return
    const movable = this.records.filter(({ stays }) => !stays)
    const chosen = movable[Math.floor(event.which * movable.length)]
    if (chosen === undefined) return
    if (event.kind === 'delete') this.records.splice(this.records.indexOf(chosen), 1)
    else chosen.at = Math.max(...this.records.map(({ at }) => at)) + 1
  }
}

/** The ids on a page. */
export function idsOn({ body }: Answer): string[] {
  return (JSON.parse(body.toString()) as { id: string }[]).map(({ id }) => id)
}

/** Whether a walk gave up with the words of a failure that says the venue's answers do not fit together. */
export function gaveUp(error: unknown): boolean {
  return error instanceof PayloadError || error instanceof NotFoundError
}

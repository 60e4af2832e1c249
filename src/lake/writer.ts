import path from 'node:path'
import { MILLISECOND, SECOND } from '../core/instant.ts'
import type { Page, Resource, Slice, SliceProgress } from '../core/source.ts'
import type { Connection } from '../engine/connection.ts'
import type { Origin } from './catalog.ts'
import { type Committed, commitBatch } from './commit.ts'
import type { Lake } from './lake.ts'
import { Spool } from './spool.ts'

export type WriterOptions = {
  readonly venue: string
  readonly resource: Resource
  readonly run: string
  readonly origin: Origin
  /** Where the resource's time line begins, if it has one. */
  readonly earliest: number | undefined
  /** A batch is committed when it holds this many records, or is this old, whichever comes first. */
  readonly flushRecords: number
  readonly flushMs: number
  onCommit(committed: Committed): void
}

/** Largest batch in bytes, and largest vector: the engine takes 2,048 records at once, so large ones bound the batch sooner. */
const FLUSH_BYTES = 64 * 1024 * 1024
const VECTOR_BYTES = 16 * 1024 * 1024
const VECTOR_RECORDS = 2048
/** Most rows that a file's records may bring into silver, where one brings many: a file is loaded at once. */
const FILE_ROWS = 250_000

/**
 * Collects the pages of all slices of a resource and commits them in batches. While one batch is being committed the
 * next one fills; when that is full too, `add` waits: this is the back-pressure on the network.
 */
export class Writer {
  readonly #lake: Lake
  readonly #connection: Connection
  readonly #options: WriterOptions
  #spool: Spool | undefined
  #opened = 0
  #progress = new Map<string, SliceProgress>()
  #committing: Promise<void> = Promise.resolve()
  #turn: Promise<void> = Promise.resolve()
  #serial = 0
  #failure: Error | undefined

  constructor(lake: Lake, connection: Connection, options: WriterOptions) {
    this.#lake = lake
    this.#connection = connection
    this.#options = options
  }

  /** Takes a page and where its slice stands after it. */
  add(slice: Slice, page: Page): Promise<void> {
    return this.#inTurn(async () => {
      const spool = await this.#open()
      await spool.add(slice.name, page.answer)
      const { axis } = this.#options.resource
      this.#note(slice, {
        ...progressAfter(slice, page),
        walked: axis === 'created' ? walkedBy(slice, page) : undefined,
      })
      const inVector = spool.size() * Math.min(1, VECTOR_RECORDS / spool.records)
      const large = spool.size() >= FLUSH_BYTES || inVector >= VECTOR_BYTES
      const { resource, flushRecords } = this.#options
      const full = spool.records >= flushRecords || spool.records * (resource.rowsPerRecord ?? 0) >= FILE_ROWS
      const due = large || full
      if (due || performance.now() - this.#opened >= this.#options.flushMs) await this.#rotate()
    })
  }

  /**
   * Notes the slices that were planned and not begun, so that the ledger knows of them, commits what is there and waits
   * until it is. After a failure: throws it again, and away what was not committed.
   */
  async close(planned: readonly Slice[] = []): Promise<void> {
    try {
      await this.#inTurn(async () => {
        if (planned.length > 0) await this.#open()
        for (const slice of planned) {
          this.#note(slice, { ...identity(slice), state: 'planned', rows: 0, updatedAt: Date.now() * 1000 })
        }
        await this.#rotate()
      })
      await this.#committing
    } finally {
      const left = this.#spool
      this.#spool = undefined
      if (left !== undefined) await left.abandon().then(() => this.#lake.files.remove(left.path))
    }
  }

  async #open(): Promise<Spool> {
    if (this.#spool === undefined) {
      await this.#lake.files.folder(this.#lake.work)
      const name = `${this.#options.run}-${this.#options.resource.name}-${this.#serial++}.spool`
      this.#spool = await Spool.create(path.join(this.#lake.work, name))
      this.#opened = performance.now()
    }
    return this.#spool
  }

  #note(slice: Slice, progress: SliceProgress): void {
    const before = this.#progress.get(slice.name)
    const walked =
      before?.walked !== undefined && progress.walked !== undefined
        ? { from: progress.walked.from, to: Math.max(before.walked.to, progress.walked.to) }
        : progress.walked
    this.#progress.set(slice.name, { ...progress, walked })
  }

  async #rotate(): Promise<void> {
    await this.#committing
    const spool = this.#spool
    if (spool === undefined) return
    const progress = [...this.#progress.values()]
    this.#spool = undefined
    this.#progress = new Map()
    this.#committing = this.#commit(spool, progress)
    this.#committing.catch(() => {})
  }

  async #commit(spool: Spool, progress: SliceProgress[]): Promise<void> {
    const { onCommit, ...batch } = this.#options
    try {
      await spool.close()
      onCommit(await commitBatch(this.#lake, this.#connection, { ...batch, spool, progress }))
    } finally {
      await this.#lake.files.remove(spool.path)
    }
  }

  /** One after the other. After a failure (a full disk) nothing more is taken: what follows would leave a hole. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(() => {
      if (this.#failure !== undefined) throw this.#failure
      return work()
    })
    this.#turn = turn.catch((error: Error) => {
      this.#failure = error
    })
    return turn
  }
}

function progressAfter(slice: Slice, page: Page): SliceProgress {
  const ended = page.cursor === undefined
  const records = page.answer.ranges.length > 0
  return {
    ...identity(slice),
    state: !ended
      ? 'partial'
      : page.suspect !== undefined
        ? 'suspect'
        : records || slice.begun === true
          ? 'complete'
          : 'empty-confirmed',
    cursor: page.cursor,
    reached: page.reached,
    proof: page.suspect ?? page.proof,
    rows: 0,
    updatedAt: page.answer.fetchedAt,
  }
}

function identity(slice: Slice): Pick<SliceProgress, 'slice' | 'params' | 'span' | 'asked'> {
  return { slice: slice.name, params: slice.params, span: slice.span, asked: slice.asked }
}

/**
 * From the page before (or the end of what was asked) down to this page's oldest record. A page that does not get on may
 * repeat the one before, so then its instant itself is walked again. Venues take their bounds in whole seconds, so a first
 * page may begin up to a second after the end; and where instants are whole milliseconds, the last one of a page may go on
 * in the next. A page that does not tell how far it has come may hold anything that its slice asks for. Only facts lie
 * still on their time line: of what changes, any version may come back at any time.
 */
function walkedBy(slice: Slice, page: Page): SliceProgress['walked'] {
  const bounds = slice.asked ?? slice.span
  if (bounds === undefined) return undefined
  if (page.reached === undefined) return { from: bounds.from, to: bounds.to + SECOND }
  return {
    from: page.reached - MILLISECOND,
    to: slice.at === undefined ? bounds.to + SECOND : Math.max(slice.at, page.reached + 1),
  }
}

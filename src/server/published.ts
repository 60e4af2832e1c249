import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { currentSnapshot } from '../snapshot/manifest.ts'
import { Gate } from './gate.ts'
import { Opened, type OpenOptions } from './opened.ts'
import { noSnapshot } from './problem.ts'
import type { Reader } from './reader.ts'

export type PublishedOptions = Omit<OpenOptions, 'scratch'> & {
  readonly home: string
  /** How often it is looked for a new snapshot, in milliseconds. */
  readonly lookMs: number
  /** Told of a snapshot that cannot be read. */
  readonly complain: (error: unknown) => void
}

/** Requests that may wait for their turn before others are turned away. */
const MOST_WAITING = 256

/** A home's snapshots as they come: requests read the newest; those that began before keep theirs to their end. */
export class Published {
  readonly gate: Gate
  readonly #options: PublishedOptions
  readonly #scratch: string
  readonly #timer: NodeJS.Timeout
  #opened: Opened | undefined
  #looking: Promise<void> = Promise.resolve()
  #readying: Promise<void> = Promise.resolve()

  private constructor(options: PublishedOptions, scratch: string) {
    this.#options = options
    this.#scratch = scratch
    this.gate = new Gate(options.atOnce, MOST_WAITING)
    this.#timer = setInterval(() => this.look(), options.lookMs).unref()
  }

  static async open(options: PublishedOptions): Promise<Published> {
    const published = new Published(options, await mkdtemp(path.join(os.tmpdir(), 'oddslake-serve-')))
    await published.look()
    return published
  }

  /** What is served, where there is something. */
  get current(): { readonly snapshot: string; readonly publishedAt: string } | undefined {
    return this.#opened?.snapshot.manifest
  }

  /** Whether all is made that answers quickly. */
  get isQuick(): boolean {
    return this.#opened?.isQuick === true
  }

  /** Switches to the newest snapshot where it is another one. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#switch()).catch(this.#options.complain)
    return this.#looking
  }

  /** Reads from the snapshot that is current now. */
  async read<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    return this.gate.pass(async () => {
      if (this.#opened === undefined) throw noSnapshot(this.#options.home)
      return this.#opened.read(work)
    })
  }

  /** Waits until the newest snapshot is as quick to read as it gets. */
  async settled(): Promise<void> {
    await this.#looking
    await this.#readying
  }

  /** Ends: what is being read or made is given up. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#looking
    const opened = this.#opened
    this.#opened = undefined
    await opened?.stop()
    await this.#readying
    await rm(this.#scratch, { recursive: true, force: true })
  }

  async #switch(): Promise<void> {
    const { home, memory, timeoutMs, atOnce } = this.#options
    // One at a time is made ready, however often there is a new one.
    await this.#readying
    const newest = await currentSnapshot(home)
    const before = this.#opened
    if (newest === undefined || newest.manifest.snapshot === before?.snapshot.manifest.snapshot) return
    this.#opened = await Opened.open(newest, { memory, timeoutMs, atOnce, scratch: this.#scratch })
    before?.retire()
    const opened = this.#opened
    this.#readying = opened.makeReady().catch((error: unknown) => {
      // One that was given up is none to complain of.
      if (this.#opened === opened) this.#options.complain(error)
    })
  }
}

import type { Resource } from '../core/source.ts'
import type { Wanted } from '../core/wanted.ts'

/**
 * How many records a resource may bring. A page that is on its way counts as full until it has come, so that workers side
 * by side do not overstep together: at most one page goes beyond.
 */
export class Budget {
  readonly most: number
  /** Records per request. */
  readonly page: number
  #received = 0
  #onTheWay = 0

  constructor(resource: Resource, { maxRecords, limit, chunkSize }: Wanted) {
    this.most = Math.min(maxRecords ?? Infinity, resource.limitBy === 'records' ? (limit ?? Infinity) : Infinity)
    const page = Math.min(resource.pageCap, chunkSize ?? Infinity)
    // Pages of even size, so that the last one does not bring much more than is wanted.
    this.page = this.most === Infinity ? page : Math.ceil(this.most / Math.max(1, Math.ceil(this.most / page)))
  }

  /** Pages that the whole budget takes. */
  get pages(): number {
    return Math.ceil(this.most / this.page)
  }

  /** Whether one more page may be asked for; if so, it is on its way. */
  take(): boolean {
    if (this.most !== Infinity && this.#received + this.#onTheWay * this.page >= this.most) return false
    this.#onTheWay++
    return true
  }

  /** That page has come with so many records, or will not come. */
  settle(records: number): void {
    this.#onTheWay--
    this.#received += records
  }
}

import type { RunEvent } from '../core/event.ts'
import { plural } from './progress.ts'

type DriftEvent = Extract<RunEvent, { type: 'drift' }>
type RetriedEvent = Extract<RunEvent, { type: 'retried' }>

/** So many fields are named in a line; `status` and `silver.drift` tell them all. */
const NAMED = 5

/** The fields of a venue's records that have changed, in one line with the next step. */
export function driftText({ venue, resource, changes }: DriftEvent): string {
  const named = changes.slice(0, NAMED).map((c) => `${c.field} ${c.change} (${c.detail})`)
  const more = changes.length > NAMED ? [`${changes.length - NAMED} more`] : []
  return `${venue}/${resource}: the venue's records have changed: ${[...named, ...more].join(', ')}. Nothing is lost: bronze keeps every record as it came. "oddslake status" shows samples; once the mapping knows them, "oddslake load --rebuild" reads all records again.`
}

/** What became of the refused records of a resource whose mapping has changed. */
export function retriedText({ venue, resource, files, records, rejects }: RetriedEvent): string {
  const rest =
    rejects === 0
      ? ''
      : `; ${rejects} still break it: oddslake query "select reason, bronze_file, bronze_row from silver.rejects"`
  return `${venue}/${resource}: the mapping has changed, so ${plural(records, 'refused record')} in ${plural(files, 'bronze file')} were read again: ${records - rejects} now fit the contract${rest}.`
}

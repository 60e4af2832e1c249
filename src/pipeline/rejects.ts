import { PayloadError } from '../core/errors.ts'

/** Says so when more of a resource's records were refused than the threshold allows. */
export function tooManyRejects(
  place: string,
  { records, rejects }: { records: number; rejects: number },
  threshold: number,
): PayloadError | undefined {
  if (records === 0 || rejects / records <= threshold) return undefined
  const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`
  return new PayloadError(
    `${place}: expected at most ${percent(threshold)} of the records to break the contract, got ${rejects} of ${records} (${percent(rejects / records)}). They are kept; see them with: oddslake query "select reason, bronze_file, bronze_row from silver.rejects". When the venue has mended them, ask again: oddslake sync ${place} --full`,
  )
}

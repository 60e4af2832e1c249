import type { Answer } from '../core/source.ts'

/**
 * The instant in ms that each record of an answer carries under `field`, in order; NaN where there is none. Found in the
 * text, so that a page need not be parsed; a record that holds the field more than once is parsed.
 */
export function instantsOf({ body, ranges }: Answer, field: string): number[] {
  const pattern = new RegExp(`"${field}"\\s*:\\s*(\\d+)`, 'g')
  const text = body.toString('latin1')
  const instants: number[] = []
  let match = pattern.exec(text)
  for (let i = 0; i < ranges.length; i += 2) {
    const [start, end] = [ranges[i]!, ranges[i + 1]!]
    while (match !== null && match.index < start) match = pattern.exec(text)
    const first = match
    let found = 0
    while (match !== null && match.index < end) {
      found++
      match = pattern.exec(text)
    }
    instants.push(found === 1 ? Number(first![1]) : found === 0 ? Number.NaN : parsed(body, { start, end }, field))
  }
  return instants
}

/** The id of a record, or undefined where the record is broken. */
export function idOf({ body, ranges }: Answer, n: number): string | undefined {
  try {
    const { id } = JSON.parse(body.toString('utf8', ranges[2 * n], ranges[2 * n + 1]))
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}

function parsed(body: Buffer, { start, end }: { start: number; end: number }, field: string): number {
  try {
    return Number(JSON.parse(body.toString('utf8', start, end))[field] ?? Number.NaN)
  } catch {
    return Number.NaN
  }
}

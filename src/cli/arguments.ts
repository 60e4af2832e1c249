import { UserError } from '../core/errors.ts'

/** Reads the count that an option takes. */
export function countOf(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= 1) return value
    throw new UserError(`${option} takes a whole number above 0, got "${text}".`)
  }
}

/** Reads a count from the command line. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new UserError(`Expected a whole number above 0, got "${text}".`)
  return value
}

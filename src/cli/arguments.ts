import { UserError } from '../core/errors.ts'

/** Reads a count from the command line. */
export function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new UserError(`Expected a whole number above 0, got "${text}".`)
  return value
}

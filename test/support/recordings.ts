import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * A folder of real recordings, which are not part of the project: looked for where ODDSLAKE_TEST_RECORDINGS says, else
 * beside the checkout. Says loudly when it is not there, so that a skipped test is never taken for a passed one.
 */
export function recordings(name: string): string | undefined {
  const root = process.env.ODDSLAKE_TEST_RECORDINGS ?? path.resolve(import.meta.dirname, '../../../shared/real')
  const folder = path.join(root, name)
  if (existsSync(folder)) return folder
  process.stderr.write(
    `\nSKIPPED: tests on real recordings, because ${folder} is not there. Set ODDSLAKE_TEST_RECORDINGS to the folder that holds them.\n\n`,
  )
  return undefined
}

/** The lines of a recorded world's file, read without any of our own code. */
export function linesOf(folder: string, name: string): string[] {
  return readFileSync(path.join(folder, `${name}.ndjson`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
}

import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { asOurs } from './errors.ts'

/** Creates a folder and its parents. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw asOurs((error as NodeJS.ErrnoException).code === 'ENOENT' ? await reason(folder, error) : error)
  }
}

/** On a read-only disk, creating parents too only says that nothing is there; creating the first missing one says why. */
async function reason(folder: string, error: unknown): Promise<unknown> {
  let missing = folder
  while (!existsSync(path.dirname(missing))) missing = path.dirname(missing)
  return mkdir(missing).then(
    () => error,
    (cause: unknown) => cause,
  )
}

import { open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { asOurs } from '../engine/errors.ts'
import { makeFolder } from '../engine/folder.ts'

/** The few file operations that must last. Injected, so that tests can stop the process between any two of them. */
export type Files = {
  /** Creates a folder and its parents. */
  folder(path: string): Promise<void>
  /** Makes a written file durable, then gives it its name: the rename is the commit. */
  commit(temporary: string, final: string): Promise<void>
  /** Deletes a file or folder, if it is there. */
  remove(path: string): Promise<void>
  /** Paths below a folder, relative to it; none when it does not exist. */
  list(folder: string): Promise<string[]>
}

export const diskFiles: Files = {
  folder: makeFolder,
  async commit(temporary, final) {
    try {
      await sync(temporary)
      await rename(temporary, final)
      await sync(path.dirname(final))
    } catch (error) {
      throw asOurs(error)
    }
  },
  async remove(target) {
    await rm(target, { recursive: true, force: true }).catch(rethrow)
  },
  async list(folder) {
    try {
      return await readdir(folder, { recursive: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw asOurs(error)
    }
  },
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function rethrow(error: unknown): never {
  throw asOurs(error)
}

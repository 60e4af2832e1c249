import { NotFoundError } from '../core/errors.ts'
import { MILLISECOND } from '../core/instant.ts'
import type { Answer } from '../core/source.ts'

/** What was asked for; undefined where the venue says that it does not exist. */
export async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof NotFoundError) return undefined
    throw error
  }
}

/** What stands for an answer where none came that could be kept. */
export function nothing(path: string): Answer {
  const ranges = new Uint32Array()
  return { request: `GET ${path}`, body: Buffer.alloc(0), fetchedAt: Date.now() * MILLISECOND, ranges, envelope: null }
}

import { tmpdir } from 'node:os'
import path from 'node:path'

/** Told to the processes that tests start, so that not each of them compiles the sources anew: Node's usual folder for that. */
export const COMPILED = { NODE_COMPILE_CACHE: path.join(tmpdir(), 'node-compile-cache') } as const

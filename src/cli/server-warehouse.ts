import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Config } from '../config/config.ts'
import { isFile } from '../core/warehouse-url.ts'
import type { Connection } from '../engine/connection.ts'
import { Engine } from '../engine/engine.ts'
import { openWarehouse } from '../warehouse/index.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'

export type ServerWarehouse = {
  readonly warehouse: Warehouse
  /** The engine's conversation that what is read comes into. */
  readonly connection: Connection
  /** A folder that goes away with the work. */
  readonly scratch: string
}

/** Whether rows are kept by a server, which readers ask themselves, instead of a file beside published snapshots. */
export function isServed(config: Config): boolean {
  return !isFile(config.text('warehouse'))
}

/** Reads from the configured server: nothing is made or changed there. */
export async function withServer<T>(
  config: Config,
  work: (server: ServerWarehouse) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'oddslake-read-'))
  const engine = await Engine.open({ memory: config.text('memory'), temp: path.join(scratch, 'spill'), ordered: true })
  try {
    const warehouse = await openWarehouse({ url: config.text('warehouse'), engine, scratch, ...(signal && { signal }) })
    try {
      return await work({ warehouse, connection: await engine.connect(), scratch })
    } finally {
      await warehouse.close()
    }
  } finally {
    engine.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

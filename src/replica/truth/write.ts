import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../../core/errors.ts'
import type { TruthTable, World } from '../world.ts'

export interface TruthOptions {
  readonly raw?: boolean
  readonly also?: readonly string[]
}

/**
 * Writes what a mirror of the world must end up with, one CSV file per table, as of the world's present; with `raw` the
 * rows as the API serves them, too, and with `also` tables that are only written when they are named.
 */
export async function writeTruth(world: World, folder: string, options: TruthOptions = {}): Promise<void> {
  if (world.truth.length === 0)
    throw new UserError('A recorded world has no known truth. Only a simulated one can write it.')
  await mkdir(folder, { recursive: true })
  for (const table of world.truth) {
    if (table.format === 'ndjson' && options.raw !== true) continue
    if (table.onlyNamed === true && options.also?.includes(table.name) !== true) continue
    const { pieces } = table
    const file = join(folder, truthFile(table))
    await pipeline(Readable.from(pieces()), createWriteStream(`${file}.part`))
    await rename(`${file}.part`, file)
  }
}

/** `trades.csv`, `raw_bets.ndjson`. */
export function truthFile({ name, format = 'csv' }: Pick<TruthTable, 'name' | 'format'>): string {
  return `${name}.${format}`
}

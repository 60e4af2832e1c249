import { closeSync, globSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import path from 'node:path'
import { reading } from './scene.ts'

/** The Parquet files of a resource in bronze, oldest first. */
export function bronzeFiles(home: string, resource: string): string[] {
  return globSync(`bronze/venue=kalshi/resource=${resource}/*/*.parquet`, { cwd: home })
    .sort()
    .map((file) => path.join(home, file))
}

/** Ways in which a file can be damaged. */
export const HARM = {
  'cut in half': (file: string) => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'of no length': (file: string) => truncateSync(file, 0),
  'of other content': (file: string) => writeFileSync(file, 'this is something else altogether\n'.repeat(300)),
  'with flipped bytes at the end': (file: string) => flip(file, statSync(file).size - 200, 64),
} as const

/** Flips bytes at the beginning of a column of a Parquet file: whoever reads the column notices, nobody else. */
export async function flipColumn(file: string, column: string): Promise<void> {
  const [place] = await reading((connection) =>
    connection.rows<{ at: string }>(
      `select coalesce(dictionary_page_offset, data_page_offset) as at from parquet_metadata('${file}') where path_in_schema = '${column}'`,
    ),
  )
  flip(file, Number(place!.at), 32)
}

export function flip(file: string, at: number, length: number): void {
  const bytes = readFileSync(file)
  const handle = openSync(file, 'r+')
  for (let i = at; i < Math.min(at + length, bytes.length); i++)
    writeSync(handle, Buffer.from([bytes[i]! ^ 0xff]), 0, 1, i)
  closeSync(handle)
}

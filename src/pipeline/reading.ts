import type { Resource } from '../core/source.ts'
import { literals, type Sql } from '../core/sql.ts'
import type { BronzeFile } from '../lake/catalog.ts'
import type { Lake } from '../lake/lake.ts'

/** Most rows and bytes of records that are read in one step. */
const STEP = { rows: 250_000, bytes: 96 * 1024 * 1024 }

/** Files in batches of bounded size: a file is never divided, so that what is loaded is known by file. */
export function* steps({ rowsPerRecord = 1 }: Resource, files: readonly BronzeFile[]): Generator<BronzeFile[]> {
  let step: BronzeFile[] = []
  let [rows, bytes] = [0, 0]
  for (const file of files) {
    rows += file.rows * rowsPerRecord
    bytes += file.bytes ?? 0
    if (step.length > 0 && (rows > STEP.rows || bytes > STEP.bytes)) {
      yield step
      step = []
      rows = file.rows * rowsPerRecord
      bytes = file.bytes ?? 0
    }
    step.push(file)
  }
  if (step.length > 0) yield step
}

/** As many rows as a step may have, or so many bytes of records, are merged at once: wide rows take memory there, too. */
const BATCH = { rows: STEP.rows, bytes: 256 * 1024 * 1024 }

/**
 * Steps in batches that are merged at once: a merge looks through what the warehouse holds, which would cost more than it
 * brings for the few thousand records of a step that is bounded by bytes.
 */
export function* batches({ rowsPerRecord = 1 }: Resource, all: Iterable<BronzeFile[]>): Generator<BronzeFile[][]> {
  let batch: BronzeFile[][] = []
  let [rows, bytes] = [0, 0]
  for (const step of all) {
    batch.push(step)
    rows += step.reduce((sum, file) => sum + file.rows * rowsPerRecord, 0)
    bytes += step.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
    if (rows < BATCH.rows && bytes < BATCH.bytes) continue
    yield batch
    batch = []
    rows = 0
    bytes = 0
  }
  if (batch.length > 0) yield batch
}

/** Text that is worked on at the same time. A thread takes 2,048 records at once, and JSON takes four times its text. */
const AT_ONCE = { records: 2_048, bytes: 16 * 1024 * 1024 }

/** How many threads may load records of some files, by what a record has in the mean: each takes memory for large ones. */
export function threadsFor(files: readonly BronzeFile[]): number {
  const bytes = files.reduce((sum, file) => sum + (file.bytes ?? 0), 0)
  const records = files.reduce((sum, file) => sum + file.rows, 0)
  return Math.max(1, Math.floor((AT_ONCE.bytes / AT_ONCE.records / Math.max(bytes, 1)) * records))
}

/** SQL for the records of bronze files, each with its place: `filename` and `file_row_number`. */
export function placedRecords(lake: Lake, files: readonly BronzeFile[]): Sql {
  const paths = files.map((file) => lake.catalog.absolute(file))
  return `read_parquet(${literals(paths)}, filename = true, file_row_number = true, hive_partitioning = false)`
}

/** The venue's clock when each file was asked for: SQL over `filename`. */
export function clockOf(lake: Lake, files: readonly BronzeFile[]): Sql {
  const clocks = files.map((file) => lake.clock([file]) ?? 'null')
  return `make_timestamptz(map(${literals(files.map((file) => lake.catalog.absolute(file)))}, [${clocks.join(', ')}]::bigint[])[filename])`
}

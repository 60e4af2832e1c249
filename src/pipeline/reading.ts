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

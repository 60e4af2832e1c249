import type { World } from '../world.ts'

type CsvRow = Record<string, string>

/** The rows of one file of the truth. Good enough for the truth: it never breaks a line inside a field. `keep` sees whole lines. */
export function readTruth(of: World, name: string, keep: (line: string) => boolean = () => true): CsvRow[] {
  const [head, ...lines] = [...of.truth.find((table) => table.name === name)!.pieces()].join('').trimEnd().split('\n')
  const columns = head!.split(',')
  return lines.filter(keep).map((line) => {
    const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      (match) => match[1]?.replaceAll('""', '"') ?? match[2]!,
    )
    return Object.fromEntries(columns.map((column, i) => [column, fields[i]!]))
  })
}

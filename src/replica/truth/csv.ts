/** Null is an empty field. */
export type Field = string | boolean | number | null

const PIECE = 65_536

/** A CSV file by RFC 4180 in pieces of some 64 KB. */
export function* csvPieces(columns: readonly string[], rows: Iterable<readonly Field[]>): Generator<string> {
  let piece = `${columns.join(',')}\n`
  for (const row of rows) {
    piece += `${row.map(fieldText).join(',')}\n`
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

function fieldText(field: Field): string {
  if (field === null) return ''
  const text = String(field)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** By code unit, as every test sorts its own side. */
export function byText<T>(textOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => {
    const [x, y] = [textOf(a), textOf(b)]
    return x < y ? -1 : x > y ? 1 : 0
  }
}

/** One line of CSV (RFC 4180): what is absent is an empty cell, what is no scalar is JSON. */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(quoted).join(',')}\n`
}

function quoted(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

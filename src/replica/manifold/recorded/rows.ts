import type { Line } from '../../recording.ts'

export function textOf({ value }: Line, key: string): string {
  const found = value[key]
  return typeof found === 'string' ? found : ''
}

export function numberOf({ value }: Line, key: string): number | null {
  const found = value[key]
  return typeof found === 'number' ? found : null
}

export function idOf(line: Line): string {
  return textOf(line, 'id')
}

/** Oldest first; of one time in the order of the file. */
export function byTime(lines: readonly Line[]): Line[] {
  const timeOf = (line: Line) => numberOf(line, 'createdTime') ?? 0
  return [...lines].sort((a, b) => timeOf(a) - timeOf(b))
}

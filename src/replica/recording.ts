import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../core/errors.ts'

/** One line of a file: its bytes as they are, and what they say. */
export interface Line {
  readonly bytes: Buffer
  readonly value: Readonly<Record<string, unknown>>
}

export type Recording<R extends string> = Readonly<Record<R, readonly Line[]>>

/** Reads `<resource>.ndjson` of a folder; a missing file is a resource without rows. */
export function readRecording<R extends string>(folder: string, resources: readonly R[]): Recording<R> {
  const wanted = resources.map((name) => `${name}.ndjson`)
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UserError(`There is no folder "${folder}". A recorded world is a folder with ${wanted.join(', ')}.`)
  }
  if (!wanted.some((name) => existsSync(join(folder, name)))) {
    const found = readdirSync(folder).slice(0, 8).join(', ') || 'nothing'
    throw new UserError(`The folder "${folder}" holds ${found}, but none of ${wanted.join(', ')}.`)
  }
  const recording = {} as Record<R, readonly Line[]>
  for (const name of resources) recording[name] = readLines(join(folder, `${name}.ndjson`))
  return recording
}

function readLines(file: string): Line[] {
  if (!existsSync(file)) return []
  const content = readFileSync(file)
  const lines: Line[] = []
  for (let from = 0; from < content.length; ) {
    const newline = content.indexOf(10, from)
    const end = newline === -1 ? content.length : newline
    const bytes = content.subarray(from, content[end - 1] === 13 ? end - 1 : end)
    if (bytes.length > 0) lines.push({ bytes, value: parse(bytes, `${file}, line ${lines.length + 1}`) })
    from = end + 1
  }
  return lines
}

function parse(bytes: Buffer, place: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // said below, with the place
  }
  throw new UserError(`${place} is no JSON object. Each line of a recorded world is one record.`)
}

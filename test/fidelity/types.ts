import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Client } from './client.ts'

const COMPILER = path.resolve(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
const MOST_ROWS = 20
const MOST_ANSWERS = 3

/** What a client's package declares. */
export interface Declarations {
  /** The file below the installed packages. */
  readonly file: string
  /** The type of what a method gives; the declarations are called `client`. */
  typeOf(method: string): string
}

const HEAD = `import type * as client from 'client'
type Fixed<T> = T extends readonly (infer Item)[] ? readonly Fixed<Item>[]
  : T extends object ? { readonly [Key in keyof T]: Fixed<T[Key]> } : T
`

/**
 * What the compiler says when answers are given to the types that the client declares for them: missing fields, other
 * types, unknown words. Fields that the client does not know are no fault.
 */
export function typeErrors(answers: Client['answers'], { file, typeOf }: Declarations): string[] {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'oddslake-fidelity-'))
  try {
    const values = [...answers].flatMap(([method, all]) =>
      all.slice(0, MOST_ANSWERS).map((value) => ({ method, value })),
    )
    const constants = values.map(({ method, value }, place) => {
      const told = `const told_${place} = ${JSON.stringify(shorten(value))} as const`
      return `${told}\nexport const typed_${place}: Fixed<${typeOf(method)}> = told_${place}`
    })
    const paths = { client: [path.join(import.meta.dirname, 'node_modules', file)] }
    const options = { strict: true, noEmit: true, skipLibCheck: true, module: 'esnext', target: 'esnext', types: [] }
    const compilerOptions = { ...options, moduleResolution: 'bundler', paths }
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['answers.ts'] }))
    writeFileSync(path.join(folder, 'answers.ts'), `${HEAD}${constants.join('\n')}\n`)
    const { stdout } = spawnSync(process.execPath, [COMPILER, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
    return stdout.split(/^(?=\S)/m).filter((message) => message !== '')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The first rows of every list. */
function shorten(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, MOST_ROWS).map(shorten)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shorten(inner)]))
}

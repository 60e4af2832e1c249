import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'
import { parse as parseYaml } from 'yaml'
import { UserError } from '../core/errors.ts'

/** A config file, flattened: `{ retry: { base: 2 } }` becomes `retry.base`. */
export type ConfigFile = { readonly path: string; readonly values: Readonly<Record<string, unknown>> }

const NAMES = ['oddslake.config.json', 'oddslake.config.ts', 'oddslake.config.yaml']

/** The file named by ODDSLAKE_CONFIG, else the first that lies beside the home or where the command was started. */
export async function readConfigFile(
  named: string | undefined,
  { cwd, home }: { cwd: string; home: string },
): Promise<ConfigFile | undefined> {
  if (named !== undefined) {
    const file = path.resolve(cwd, named)
    const found = await readOne(file)
    if (found === undefined)
      throw new UserError(
        `ODDSLAKE_CONFIG names ${file}, which does not exist. Create it with "oddslake init", or unset ODDSLAKE_CONFIG.`,
      )
    return found
  }
  const folders = [...new Set([path.dirname(home), cwd])]
  for (const file of folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))) {
    const found = await readOne(file)
    if (found !== undefined) return found
  }
  return undefined
}

/** The variables of a `.env` file in a folder; none when there is no such file. */
export async function readEnvFile(cwd: string): Promise<Record<string, string>> {
  const text = await textOf(path.join(cwd, '.env'))
  return text === undefined ? {} : (parseEnv(text) as Record<string, string>)
}

async function readOne(file: string): Promise<ConfigFile | undefined> {
  const text = await textOf(file)
  if (text === undefined) return undefined
  try {
    const content: unknown = file.endsWith('.ts')
      ? ((await import(pathToFileURL(file).href)) as { default: unknown }).default
      : file.endsWith('.yaml')
        ? parseYaml(text)
        : JSON.parse(withoutComments(text))
    if (typeof content !== 'object' || content === null || Array.isArray(content))
      throw new Error('expected an object of settings')
    return { path: file, values: flatten(content) }
  } catch (error) {
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new UserError(
      `The config file ${file} cannot be read: ${why.replace(/[.:]$/, '')}. Mend it, or write a new one with "oddslake init".`,
    )
  }
}

/** Whole-line comments, as `oddslake init` writes them, are allowed in the JSON file. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\/.*$/gm, '')
}

function flatten(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]): [string, unknown][] =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.entries(flatten(inner, `${prefix}${key}.`))
        : [[`${prefix}${key}`, inner]],
    ),
  )
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'EISDIR') throw new UserError(`${file} is a folder; expected a file of settings. Name or move it.`)
    throw new UserError(
      `${file} cannot be read: ${error instanceof Error ? error.message : error}. Check its permissions.`,
    )
  }
}

import { stat } from 'node:fs/promises'
import path from 'node:path'
import { nearest, UserError, unknownName } from '../core/errors.ts'
import { familyOf, type Limit, type Resource, type Venue } from '../core/source.ts'
import { type ConfigFile, readConfigFile, readEnvFile } from './file.ts'
import { type Setting, settings } from './settings.ts'

export type Value = string | number
/** A setting with its value and where that comes from: `default`, the file's path, or `environment`. */
export type Resolved = { readonly setting: Setting; readonly value: Value; readonly origin: string }

export type ConfigSource = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly venues: readonly Venue[]
}

/** The validated configuration of one command. */
export class Config {
  readonly resolved: readonly Resolved[]
  readonly #values: ReadonlyMap<string, Value>

  constructor(resolved: readonly Resolved[]) {
    this.resolved = resolved
    this.#values = new Map(resolved.map((r) => [r.setting.name, r.value]))
  }

  text(name: string): string {
    return String(this.#value(name))
  }

  number(name: string): number {
    return Number(this.#value(name))
  }

  /** The limit that a resource's requests count in. */
  limit(venue: Venue, resource: Resource): Limit {
    const family = `${venue.name}.${familyOf(venue, resource)}`
    return {
      requests: this.number(`${family}.requests`),
      windowSeconds: this.number(`${family}.window`),
      burst: this.number(`${family}.burst`),
    }
  }

  #value(name: string): Value {
    const value = this.#values.get(name)
    if (value === undefined) throw new Error(`no setting ${name}`)
    return value
  }
}

/** Reads file, `.env` and environment (the later wins) and checks every value. */
export async function loadConfig({ env, cwd, venues }: ConfigSource): Promise<Config> {
  const known = settings(venues)
  const environment = { ...(await readEnvFile(cwd)), ...definedOnly(env) }
  refuseMisspelt(Object.keys(environment), known)
  const home = path.resolve(cwd, environment.ODDSLAKE_HOME || './oddslake-data')
  const file = await readConfigFile(environment.ODDSLAKE_CONFIG, { cwd, home })
  if (file !== undefined) refuseUnknown(file, known)
  const resolved = known.map((setting) => resolve(setting, environment, file))
  const given = resolved.find((r) => r.setting.name === 'home')!
  const root = path.resolve(cwd, String(given.value))
  await refuseFile(root, given.origin)
  return new Config(
    resolved.map((r) => {
      if (r.setting.name === 'home') return { ...r, value: root }
      return r.setting.name === 'warehouse' ? { ...r, value: String(r.value).replace('{home}', root) } : r
    }),
  )
}

function resolve(setting: Setting, env: Readonly<Record<string, string>>, file: ConfigFile | undefined): Resolved {
  const fromEnv = env[setting.env]
  if (fromEnv !== undefined && fromEnv !== '') return checked(setting, fromEnv, `environment (${setting.env})`)
  const fromFile = file?.values[setting.name]
  if (fromFile !== undefined) return checked(setting, fromFile, file!.path)
  return { setting, value: setting.preset, origin: 'default' }
}

function checked(setting: Setting, value: unknown, origin: string): Resolved {
  const result = setting.schema.safeParse(value)
  if (result.success) return { setting, value: result.data as Value, origin }
  const why = result.error.issues.map((issue) => issue.message).join('; ')
  throw new UserError(
    `The setting ${setting.name} = ${JSON.stringify(value)} from ${origin} is not usable: ${why}. It means: ${setting.doc} Correct it, or leave it out for the default, ${setting.preset}.`,
  )
}

function refuseUnknown(file: ConfigFile, known: readonly Setting[]): void {
  const names = known.map((s) => s.name)
  const wrong = Object.keys(file.values).find((name) => !names.includes(name))
  if (wrong !== undefined) {
    const error = unknownName('setting', wrong, names)
    throw new UserError(`${file.path}: ${error.message}`)
  }
}

/** Variables that we do not know may be another program's or another version's, but not when one is a slip away from ours. */
function refuseMisspelt(variables: readonly string[], known: readonly Setting[]): void {
  const names = ['ODDSLAKE_CONFIG', ...known.map((s) => s.env)]
  for (const name of variables) {
    if (!name.startsWith('ODDSLAKE_') || names.includes(name)) continue
    const guess = nearest(name, names, 2)
    if (guess === undefined) continue
    throw new UserError(`The environment sets ${name}, which is no setting. Did you mean ${guess}? Rename or unset it.`)
  }
}

async function refuseFile(home: string, origin: string): Promise<void> {
  const found = await stat(home).catch((error: NodeJS.ErrnoException) => error)
  const below = found instanceof Error && found.code === 'ENOTDIR'
  if (!below && (found instanceof Error || found.isDirectory())) return
  const what = below ? 'it lies below a file' : 'it is a file'
  throw new UserError(
    `The setting home = ${home} from ${origin} is not usable: expected a folder, but ${what}. Set ODDSLAKE_HOME to a folder, or to a path that is free.`,
  )
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

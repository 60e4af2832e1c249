import path from 'node:path'
import { UserError, unknownName } from '../core/errors.ts'
import type { Venue } from '../core/source.ts'
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
  const home = path.resolve(cwd, environment.ODDSLAKE_HOME ?? './oddslake-data')
  const file = await readConfigFile(environment.ODDSLAKE_CONFIG, { cwd, home })
  if (file !== undefined) refuseUnknown(file, known)
  const resolved = known.map((setting) => resolve(setting, environment, file))
  const root = path.resolve(cwd, String(resolved.find((r) => r.setting.name === 'home')!.value))
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
    `The setting ${setting.name} = ${JSON.stringify(value)} from ${origin} is not usable: ${why}. It means: ${setting.doc} Default: ${setting.preset}.`,
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

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

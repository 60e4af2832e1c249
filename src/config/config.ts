import { stat } from 'node:fs/promises'
import path from 'node:path'
import { nearest, UserError } from '../core/errors.ts'
import { familyOf, type Limit, type Resource, type Venue } from '../core/source.ts'
import { shownUrl } from '../core/warehouse-url.ts'
import { type ConfigFile, readConfigFile, readEnvFile } from './file.ts'
import { type Override, overrides, type Setting, settings } from './settings.ts'

export type Value = string | number
/** A setting with its value and where that comes from: `default`, the file's path, or `environment`. */
export type Resolved = { readonly setting: Setting | Override; readonly value: Value; readonly origin: string }

/** The origin of what nobody has set. */
const DEFAULT = 'default'

/** For whom a setting is asked: a venue, or one of its resources. */
export type Place = { readonly venue: Venue; readonly resource?: Resource }

export type ConfigSource = {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly venues: readonly Venue[]
}

/**
 * The validated configuration of one command. What is set for a resource goes before what is set for its venue, and that
 * before what is set in general, wherever it is set; at one level the environment goes before the file.
 */
export class Config {
  /** Every setting with a value of its own. */
  readonly resolved: readonly Resolved[]
  readonly #set: ReadonlyMap<string, Resolved>
  readonly #overrides: ReadonlyMap<string, Override>

  constructor(resolved: readonly Resolved[], known: readonly Override[]) {
    this.resolved = resolved
    this.#set = new Map(resolved.map((r) => [r.setting.name, r]))
    this.#overrides = new Map(known.map((o) => [o.name, o]))
  }

  text(name: string): string {
    return String(this.#find(name).value)
  }

  number(name: string, place?: Place): number {
    const names = place === undefined ? [] : [place.venue.name, place.resource?.name]
    return Number(this.#find([...names, name].filter((part) => part !== undefined).join('.')).value)
  }

  /** Every setting there is; one without a value of its own says which other counts for it. */
  all(): Resolved[] {
    const unset = [...this.#overrides.values()].filter((o) => !this.#set.has(o.name))
    return [
      ...this.resolved,
      ...unset.map((setting) => {
        const found = this.#find(setting.name)
        return found.setting === setting ? found : { setting, value: found.value, origin: `as ${found.setting.name}` }
      }),
    ]
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

  #find(name: string): Resolved {
    const found = this.#set.get(name)
    if (found !== undefined) return found
    const override = this.#overrides.get(name)
    if (override === undefined) throw new Error(`no setting ${name}`)
    const general = this.#find(override.general)
    const { own } = override
    return own !== undefined && general.origin === DEFAULT
      ? { setting: override, value: own, origin: DEFAULT }
      : general
  }
}

/** Reads file, `.env` and environment (the later wins) and checks every value. */
export async function loadConfig({ env, cwd, venues }: ConfigSource): Promise<Config> {
  const known: Known = { settings: settings(venues), overrides: overrides(venues) }
  const environment = { ...(await readEnvFile(cwd)), ...definedOnly(env) }
  refuseMisspelt(Object.keys(environment), known)
  const home = path.resolve(cwd, environment.ODDSLAKE_HOME || './oddslake-data')
  const file = await readConfigFile(environment.ODDSLAKE_CONFIG, { cwd, home })
  if (file !== undefined) refuseUnknown(file, known)
  const source = { env: environment, file }
  const resolved = [
    ...known.settings.map((s) => found(s, source) ?? { setting: s, value: s.preset, origin: DEFAULT }),
    ...known.overrides.flatMap((o) => found(o, source) ?? []),
  ]
  const given = resolved.find((r) => r.setting.name === 'home')!
  const root = path.resolve(cwd, String(given.value))
  await refuseFile(root, given.origin)
  return new Config(
    resolved.map((r) => {
      if (r.setting.name === 'home') return { ...r, value: root }
      return r.setting.name === 'warehouse' ? { ...r, value: String(r.value).replace('{home}', root) } : r
    }),
    known.overrides,
  )
}

type Known = { readonly settings: readonly Setting[]; readonly overrides: readonly Override[] }
type Source = { readonly env: Readonly<Record<string, string>>; readonly file: ConfigFile | undefined }

/** What environment or file say of a setting. */
function found(setting: Setting | Override, { env, file }: Source): Resolved | undefined {
  for (const name of [setting.env, setting.alias]) {
    const fromEnv = name === undefined ? undefined : env[name]
    if (fromEnv !== undefined && fromEnv !== '') return checked(setting, fromEnv, `environment (${name})`)
  }
  const fromFile = file?.values[setting.name]
  return fromFile === undefined ? undefined : checked(setting, fromFile, file!.path)
}

function checked(setting: Setting | Override, value: unknown, origin: string): Resolved {
  const result = setting.schema.safeParse(value)
  if (result.success) return { setting, value: result.data as Value, origin }
  const why = result.error.issues.map((issue) => issue.message).join('; ')
  const instead = 'preset' in setting ? `the default, ${setting.preset}` : `what ${setting.general} says`
  throw new UserError(
    `The setting ${setting.name}${setting.secret === true ? '' : ` = ${JSON.stringify(typeof value === 'string' ? shownUrl(value) : value)}`} from ${origin} is not usable: ${why}. It means: ${setting.doc} Correct it, or leave it out for ${instead}.`,
  )
}

function refuseUnknown(file: ConfigFile, known: Known): void {
  const names = [...known.settings, ...known.overrides].map((s) => s.name)
  const wrong = Object.keys(file.values).find((name) => !names.includes(name))
  if (wrong === undefined) return
  const guess = nearest(wrong, names)
  const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`
  const general = known.settings.map((s) => s.name).join(', ')
  throw new UserError(
    `${file.path}: There is no setting "${wrong}".${hint} Known: ${general}, and those that "oddslake config --all" shows for a venue or resource.`,
  )
}

/** Variables that we do not know may be another program's or another version's, but not when one is a slip away from ours. */
function refuseMisspelt(variables: readonly string[], known: Known): void {
  const names = ['ODDSLAKE_CONFIG', ...[...known.settings, ...known.overrides].map((s) => s.env)]
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

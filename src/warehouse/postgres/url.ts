import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { PoolConfig } from 'pg'
import { UserError } from '../../core/errors.ts'

/** Where a PostgreSQL warehouse is and how it is spoken to. */
export type Place = {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  /** The same for people, without the password. */
  readonly shown: string
  readonly config: PoolConfig
  /** Longest run of one statement, in seconds; 0 for no limit. */
  readonly statementSeconds: number
}

const OPTIONS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'host', 'connections', 'statement_timeout']

/** Reads `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`. What is left out comes from PGUSER, PGPASSWORD and so on. */
export function placeOf(url: string): Place {
  const parsed = URL.parse(url)
  if (parsed === null)
    throw new UserError('Expected a warehouse URL such as postgres://USER:PASSWORD@HOST:5432/DATABASE.')
  const { searchParams: given } = parsed
  const unknown = [...given.keys()].find((name) => !OPTIONS.includes(name))
  if (unknown !== undefined)
    throw new UserError(`The warehouse URL has an option "${unknown}" that is not known here: ${OPTIONS.join(', ')}.`)
  const host = given.get('host') ?? (parsed.hostname.replace(/^\[|\]$/g, '') || (process.env.PGHOST ?? 'localhost'))
  const port = Number(parsed.port || (process.env.PGPORT ?? 5432))
  const user = decodeURIComponent(parsed.username) || (process.env.PGUSER ?? process.env.USER ?? 'postgres')
  const database = decodeURIComponent(parsed.pathname.slice(1)) || (process.env.PGDATABASE ?? user)
  return {
    host,
    port,
    database,
    user,
    shown: `PostgreSQL at ${host}:${port}, database ${database}`,
    statementSeconds: number(given, 'statement_timeout', 3600),
    config: {
      host,
      port,
      user,
      database,
      ...(parsed.password !== '' && { password: decodeURIComponent(parsed.password) }),
      ssl: tlsOf(given),
      max: Math.max(2, number(given, 'connections', 4)),
      connectionTimeoutMillis: 15_000,
      keepAlive: true,
      allowExitOnIdle: true,
      application_name: 'oddslake',
    },
  }
}

function number(given: URLSearchParams, name: string, preset: number): number {
  const text = given.get(name)
  if (text === null) return preset
  if (!/^\d+$/.test(text))
    throw new UserError(`Expected a whole number for ${name} in the warehouse URL, got "${text}".`)
  return Number(text)
}

/** The modes of libpq that say plainly what they do. `require` encrypts and trusts any server, unless sslrootcert is given. */
function tlsOf(given: URLSearchParams): false | ConnectionOptions {
  const mode = given.get('sslmode') ?? 'disable'
  const [root, certificate, key] = ['sslrootcert', 'sslcert', 'sslkey'].map((name) => fileOf(given, name))
  const own = { ...(root && { ca: root }), ...(certificate && { cert: certificate }), ...(key && { key }) }
  const anyName = { checkServerIdentity: () => undefined }
  switch (mode) {
    case 'disable':
      return false
    case 'require':
      return root === undefined ? { ...own, rejectUnauthorized: false } : { ...own, ...anyName }
    case 'verify-ca':
      return { ...own, ...anyName }
    case 'verify-full':
      return own
    default:
      throw new UserError(
        `Expected sslmode=disable, require, verify-ca or verify-full in the warehouse URL, got "${mode}".`,
      )
  }
}

function fileOf(given: URLSearchParams, name: string): string | undefined {
  const path = given.get(name)
  if (path === null) return undefined
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UserError(`The file ${path}, which ${name} in the warehouse URL names, cannot be read.`)
  }
}

import { UserError } from '../../core/errors.ts'
import { shownUrl } from '../../core/warehouse-url.ts'

/** Where a server is and how its databases are named, by the warehouse's URL. */
export type Address = {
  /** `http://host:port`, as the client takes it. */
  readonly http: string
  /** `host:port`, for messages. */
  readonly place: string
  /** The URL as it may be shown. */
  readonly shown: string
  readonly user: string
  readonly password: string
  /** Stands before the names of the databases: several lakes on one server. */
  readonly prefix: string
  /** The cluster whose servers keep the tables together. */
  readonly cluster: string | undefined
}

const OPTIONS = ['prefix', 'cluster']
const NAME = /^[A-Za-z_]\w*$/

/** Reads `clickhouse://USER:PASSWORD@HOST:PORT?prefix=…&cluster=…`; `clickhouses:` is the same with TLS. */
export function addressOf(text: string): Address {
  const shown = shownUrl(text)
  const secure = text.startsWith('clickhouses:')
  const url = parse(text.replace(/^clickhouses?:/, secure ? 'https:' : 'http:'), shown)
  const unknown = [...url.searchParams.keys()].filter((name) => !OPTIONS.includes(name))
  if (unknown.length > 0 || (url.pathname !== '/' && url.pathname !== ''))
    throw new UserError(
      `${shown} names ${unknown[0] ?? url.pathname.slice(1)}, which means nothing here. After the port may stand ?prefix=NAME_ (before the names of the databases) and cluster=NAME.`,
    )
  const port = url.port || (secure ? '8443' : '8123')
  return {
    http: `${url.protocol}//${url.hostname}:${port}`,
    place: `${url.hostname}:${port}`,
    shown,
    user: decodeURIComponent(url.username) || 'default',
    password: decodeURIComponent(url.password),
    prefix: name(url, 'prefix') ?? '',
    cluster: name(url, 'cluster'),
  }
}

function parse(text: string, shown: string): URL {
  try {
    return new URL(text)
  } catch {
    throw new UserError(
      `${shown} is not a URL. Write clickhouse://USER:PASSWORD@HOST:PORT, the port being that of HTTP.`,
    )
  }
}

function name(url: URL, option: string): string | undefined {
  const value = url.searchParams.get(option)
  if (value === null || value === '') return undefined
  if (!NAME.test(value))
    throw new UserError(`Expected ${option} in the warehouse's URL to be letters, digits and _, got "${value}".`)
  return value
}

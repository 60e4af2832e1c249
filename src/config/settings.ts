import { z } from 'zod'
import { addressOf, type Host, type Resource, type Venue } from '../core/source.ts'
import { WAREHOUSE_URL, WAREHOUSE_URLS } from '../core/warehouse-url.ts'

/** One thing a user may set: by file under `name`, or by environment under `env`, which wins. */
export type Setting = {
  readonly name: string
  readonly env: string
  readonly doc: string
  readonly schema: z.ZodType
  /** What counts when nothing is set. */
  readonly preset: string | number
  /** Set for keys: their value is never shown. */
  readonly secret?: boolean
  /** A variable that others use for the same; `env` goes before it. */
  readonly alias?: string
}

/**
 * A setting for one venue, or one of its resources. While it is not set, the next more general one counts, and a preset of
 * its own where nobody has set that either.
 */
export type Override = Omit<Setting, 'preset'> & { readonly general: string; readonly own?: number }

type Range = { readonly from?: number; readonly above?: number; readonly to?: number; readonly whole?: boolean }

/** A number, or its text as the environment gives it. Nothing else is taken for one: `true` is not 1. */
function number({ from, above, to, whole = false }: Range): z.ZodType {
  const bounds = [
    above !== undefined && `above ${above}`,
    from !== undefined && `from ${from}`,
    to !== undefined && `up to ${to}`,
  ]
  const expected = `expected a ${whole ? 'whole ' : ''}number ${bounds.filter(Boolean).join(' ')}`
  const inRange = (n: number) =>
    (!whole || Number.isInteger(n)) && n > (above ?? -Infinity) && n >= (from ?? -Infinity) && n <= (to ?? Infinity)
  const read = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value)
  return z.preprocess(read, z.number({ error: expected }).refine(inRange, expected))
}

/** Timers cannot wait for much longer. */
const DAY_SECONDS = 86_400

const seconds = number({ above: 0, to: DAY_SECONDS })
const count = number({ from: 1, whole: true })

/** The settings of the home and the machine. */
const OWN: readonly Setting[] = [
  {
    name: 'home',
    env: 'ODDSLAKE_HOME',
    doc: 'Folder of the lake: bronze, published, warehouse.duckdb.',
    schema: z.string().min(1),
    preset: './oddslake-data',
  },
  {
    name: 'warehouse',
    env: 'ODDSLAKE_WAREHOUSE',
    doc: 'Where rows are kept: a file (duckdb:PATH) or a server (postgres://…, clickhouse://…).',
    schema: z.string().regex(WAREHOUSE_URL, `expected ${WAREHOUSE_URLS}`),
    preset: 'duckdb:{home}/warehouse.duckdb',
  },
  {
    name: 'memory',
    env: 'ODDSLAKE_MEMORY',
    doc: 'What the engine may hold in memory; where it is not set, commands that write begin with 130MB and take 500MB as soon as that does not suffice.',
    schema: z.string().regex(/^\d+(\.\d+)?\s?[KMGT]i?B$/i, 'expected a size such as 200MB'),
    preset: '200MB',
  },
  {
    name: 'threads',
    env: 'ODDSLAKE_THREADS',
    doc: 'Threads of the engine; 0 takes all cores but one.',
    schema: number({ from: 0, to: 256, whole: true }),
    preset: 0,
  },
]

/** The settings of `oddslake serve`. */
const SERVER: readonly Setting[] = [
  {
    name: 'server.host',
    env: 'ODDSLAKE_SERVER_HOST',
    doc: 'Address that the server listens at; any other than that of this machine alone needs a token.',
    schema: z.string().regex(/^[\w.:[\]-]+$/, 'expected an address or host name such as 127.0.0.1'),
    preset: '127.0.0.1',
  },
  {
    name: 'server.port',
    env: 'ODDSLAKE_SERVER_PORT',
    doc: 'Its port; 0 takes a free one.',
    schema: number({ from: 0, to: 65_535, whole: true }),
    preset: 7878,
  },
  secret('server.token', {
    env: 'ODDSLAKE_SERVER_TOKEN',
    doc: 'What who asks must know: a Bearer token of 16 characters or more.',
  }),
  {
    name: 'server.timeout',
    env: 'ODDSLAKE_SERVER_TIMEOUT_SECONDS',
    doc: 'Seconds that the answer to a request may take.',
    schema: seconds,
    preset: 10,
  },
  {
    name: 'server.requests',
    env: 'ODDSLAKE_SERVER_REQUESTS',
    doc: 'Requests that are answered at the same time; others wait.',
    schema: number({ from: 1, to: 64, whole: true }),
    preset: 4,
  },
  {
    name: 'server.memory',
    env: 'ODDSLAKE_SERVER_MEMORY',
    doc: "What the server's engine may hold in memory.",
    schema: z.string().regex(/^\d+(\.\d+)?\s?[KMGT]i?B$/i, 'expected a size such as 400MB'),
    preset: '400MB',
  },
]

/** The settings of asking and loading. Each can be set for one venue or one resource as well. */
const WORK: readonly Setting[] = [
  {
    name: 'workers',
    env: 'ODDSLAKE_WORKERS',
    doc: 'Slices asked at the same time, per resource.',
    schema: number({ from: 1, to: 1000, whole: true }),
    preset: 16,
  },
  {
    name: 'flush.records',
    env: 'ODDSLAKE_FLUSH_RECORDS',
    doc: 'Records after which a bronze file is committed.',
    schema: count,
    preset: 100_000,
  },
  {
    name: 'flush.seconds',
    env: 'ODDSLAKE_FLUSH_SECONDS',
    doc: 'Seconds after which it is committed all the same.',
    schema: seconds,
    preset: 30,
  },
  {
    name: 'timeout',
    env: 'ODDSLAKE_TIMEOUT_SECONDS',
    doc: 'Seconds that one request may take.',
    schema: seconds,
    preset: 30,
  },
  {
    name: 'retry.attempts',
    env: 'ODDSLAKE_RETRY_ATTEMPTS',
    doc: 'Tries after the first one.',
    schema: number({ from: 0, to: 100, whole: true }),
    preset: 3,
  },
  {
    name: 'retry.base',
    env: 'ODDSLAKE_RETRY_BASE_SECONDS',
    doc: 'First wait before another try, in seconds.',
    schema: seconds,
    preset: 1,
  },
  {
    name: 'retry.factor',
    env: 'ODDSLAKE_RETRY_FACTOR',
    doc: 'Factor by which the waits grow.',
    schema: number({ from: 1, to: 100 }),
    preset: 2,
  },
  {
    name: 'retry.cap',
    env: 'ODDSLAKE_RETRY_CAP_SECONDS',
    doc: 'Longest wait, in seconds.',
    schema: seconds,
    preset: 30,
  },
  {
    name: 'upsert.batch',
    env: 'ODDSLAKE_UPSERT_BATCH',
    doc: 'Rows of a slow-changing table that one statement writes.',
    schema: count,
    preset: 500,
  },
  {
    name: 'bronze.mirror',
    env: 'ODDSLAKE_BRONZE_MIRROR',
    doc: '1 keeps the records as they came in bronze.records of a PostgreSQL warehouse, too; 0 does not.',
    schema: number({ from: 0, to: 1, whole: true }),
    preset: 0,
  },
  {
    name: 'rejects.threshold',
    env: 'ODDSLAKE_REJECTS_THRESHOLD',
    doc: "Share of a resource's records in a run that may be rejects before the exit code is 1.",
    schema: number({ from: 0, to: 1 }),
    preset: 0.01,
  },
]

/** What can be set for a venue: where it is, and how fast it may be asked. */
function ofVenue(venue: Venue): Setting[] {
  return [
    ...venue.hosts.map((host) => address(venue, host)),
    ...(venue.key === undefined ? [] : [secret(`${venue.name}.key`, venue.key)]),
    ...Object.keys(venue.limits).flatMap((family) => ofFamily(venue, family)),
  ]
}

function address(venue: Venue, host: Host): Setting {
  const url = z.url({ protocol: /^https?$/, error: 'expected an address such as http://127.0.0.1:7801/path' })
  return {
    name: addressOf(venue, host),
    env: host.env,
    doc: `Base address of ${venue.title}${venue.hosts.length === 1 ? '' : `, ${host.name}`}${host.url === undefined ? '; there is no default' : ''}.`,
    schema: host.url === undefined ? z.union([z.literal(''), url]) : url,
    preset: host.url ?? '',
  }
}

/** Never shown, logged or kept: only whether it is set. */
function secret(name: string, { env, doc }: { env: string; doc: string }): Setting {
  const schema = z.string({ error: 'expected text' }).regex(/^[\x21-\x7e]*$/, 'expected text without spaces')
  return { name, env, doc, schema, preset: '', secret: true }
}

/** A limit family: in any window of so many seconds at most that many requests, and the burst. */
function ofFamily(venue: Venue, family: string): Setting[] {
  const { requests, windowSeconds, burst, doc } = venue.limits[family]!
  const name = `${venue.name}.${family}`
  const env = variable(name)
  return [
    {
      name: `${name}.requests`,
      env: `${env}_REQUESTS`,
      doc: `Requests to ${venue.title} in each window (${doc}).`,
      schema: number({ from: 0.001 }),
      preset: requests,
    },
    {
      name: `${name}.window`,
      env: `${env}_WINDOW_SECONDS`,
      doc: 'The window, in seconds.',
      schema: seconds,
      preset: windowSeconds,
    },
    {
      name: `${name}.burst`,
      env: `${env}_BURST`,
      doc: 'Requests that may follow each other at once.',
      schema: count,
      preset: burst,
    },
  ]
}

/** `kalshi.read` → `ODDSLAKE_KALSHI_READ`. */
function variable(name: string): string {
  return `ODDSLAKE_${name.replaceAll('.', '_').toUpperCase()}`
}

/** The settings that always have a value, in the order in which they are shown. */
export function settings(venues: readonly Venue[]): Setting[] {
  return [...OWN, ...SERVER, ...WORK, ...venues.flatMap(ofVenue)]
}

/** What can be set for one venue (`kalshi.workers`) or one resource (`kalshi.trades.workers`). */
export function overrides(venues: readonly Venue[]): Override[] {
  return venues.flatMap((venue) => [
    ...WORK.map((setting) => override(setting, venue.name, setting.name)),
    ...venue.resources.flatMap((resource) =>
      WORK.map((setting) => ({
        ...override(setting, `${venue.name}.${resource.name}`, `${venue.name}.${setting.name}`),
        ...(setting.name === 'workers' && ownWorkers(resource)),
      })),
    ),
  ])
}

function ownWorkers({ workers }: Resource): Partial<Override> {
  if (workers === undefined) return {}
  return { own: workers.preset, ...(workers.alias !== undefined && { alias: workers.alias }) }
}

function override({ name, env, doc, schema }: Setting, place: string, general: string): Override {
  return { name: `${place}.${name}`, env: env.replace('ODDSLAKE', variable(place)), doc, schema, general }
}

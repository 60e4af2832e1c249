import { parseArgs } from 'node:util'
import { UserError, unknownName } from '../core/errors.ts'
import { FAULT_KINDS, type FaultKind, type FaultOptions } from './faults/kinds.ts'
import type { Limit } from './server/limit.ts'
import type { ReplicaOptions } from './server/replica.ts'
import { REPLICA_VENUES } from './venues.ts'
import { type DomeOptions, OFFSET_RULES, type PolymarketOptions, type WorldOptions } from './world.ts'

const FLAGS = {
  world: { type: 'string', default: 'simulated' },
  trades: { type: 'string', default: '20000' },
  markets: { type: 'string' },
  seed: { type: 'string', default: '1' },
  until: { type: 'string' },
  days: { type: 'string' },
  future: { type: 'string' },
  broken: { type: 'string' },
  users: { type: 'string' },
  comments: { type: 'string' },
  'shared-times': { type: 'string' },
  offsets: { type: 'string' },
  'ignore-times': { type: 'boolean' },
  'big-market': { type: 'string' },
  cached: { type: 'boolean' },
  key: { type: 'string' },
  rows: { type: 'string' },
  'dead-prices': { type: 'string' },
  ended: { type: 'boolean' },
  from: { type: 'string' },
  faults: { type: 'string' },
  'fault-rate': { type: 'string' },
  'fault-kinds': { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  rate: { type: 'string' },
  tier: { type: 'string' },
  'delay-over-limit': { type: 'boolean' },
  latency: { type: 'string' },
  gzip: { type: 'boolean' },
  truth: { type: 'string' },
  raw: { type: 'boolean' },
} as const

export interface ReplicaCommand {
  readonly options: ReplicaOptions
  /** Where to write the truth once the world is made. */
  readonly truth: string | null
  /** With the rows as they are served. */
  readonly raw: boolean
}

/** Reads a command line such as `kalshi --world simulated --trades 20000`; throws one clear sentence. */
export function readReplicaOptions(args: readonly string[]): ReplicaCommand {
  const { values, positionals } = parse(args)
  const [venue, ...more] = positionals
  const known = Object.keys(REPLICA_VENUES)
  if (venue === undefined || more.length > 0) throw new UserError(`Name one venue: ${known.join(', ')}. ${flagList()}`)
  if (!known.includes(venue)) throw unknownName('replica', venue, known)
  const number = (flag: Flag) => readNumber(flag, values[flag])
  const port = number('port')
  const latencyMs = number('latency')
  return {
    truth: values.truth ?? null,
    raw: values.raw === true,
    options: {
      venue,
      world: readWorld(values, number),
      faults: readFaults(values, number),
      limit: readTier(venue, values) ?? readLimit(values.rate),
      ...(values.host === undefined ? {} : { host: values.host }),
      ...(port === undefined ? {} : { port }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...(values.gzip === true ? { gzip: true } : {}),
      ...(values['delay-over-limit'] === true ? { delaysOverLimit: true } : {}),
    },
  }
}

type Switch = 'gzip' | 'raw' | 'ended' | 'ignore-times' | 'cached' | 'delay-over-limit'
type Flag = Exclude<keyof typeof FLAGS, Switch>
type Values = Partial<Record<Flag, string> & Record<Switch, boolean>>
type NumberOf = (flag: Flag) => number | undefined

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new UserError(`${reason}. ${flagList()}`)
  }
}

function flagList(): string {
  const names = Object.keys(FLAGS).map((name) => `--${name}`)
  return `Flags: ${names.join(', ')}.`
}

function readWorld(values: Values, number: NumberOf): WorldOptions {
  const { world, until, from } = values
  const dome = readDome(values, number)
  const polymarket = readPolymarket(values, number)
  const shared = {
    ...(until === undefined ? {} : { until }),
    ...(Object.keys(dome).length === 0 ? {} : { dome }),
    ...(Object.keys(polymarket).length === 0 ? {} : { polymarket }),
  }
  if (world === 'recorded') {
    if (from === undefined)
      throw new UserError('A recorded world needs --from FOLDER, which holds <resource>.ndjson files.')
    return { kind: 'recorded', from, ...shared }
  }
  if (world !== 'simulated') throw unknownName('world', String(world), ['simulated', 'recorded'])
  const optional = {
    days: number('days'),
    future: number('future'),
    markets: number('markets'),
    brokenRecords: number('broken'),
    users: number('users'),
    comments: number('comments'),
    sharedTimes: number('shared-times'),
  }
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  return { kind: 'simulated', trades: number('trades')!, seed: number('seed')!, ...shared, ...given }
}

function readPolymarket(
  { offsets, 'ignore-times': ignoresTimes, cached }: Values,
  number: NumberOf,
): PolymarketOptions {
  const rule = OFFSET_RULES.find((known) => known === offsets)
  if (offsets !== undefined && rule === undefined) throw unknownName('offset rule', offsets, OFFSET_RULES)
  const given = {
    offsets: rule,
    filtersTimes: ignoresTimes === true ? false : undefined,
    bigMarket: number('big-market'),
    cached,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

function readDome({ key, ended }: Values, number: NumberOf): DomeOptions {
  const rows = number('rows')
  if (rows !== undefined && rows !== 2025 && rows !== 2026) throw new UserError('--rows takes 2025 or 2026.')
  const given = { key, ended, rows, deadPrices: number('dead-prices') }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** The limit that the venue gives to customers of a tier. */
function readTier(venue: string, { tier, rate }: Values): Limit | null {
  if (tier === undefined) return null
  if (rate !== undefined) throw new UserError('Give either --tier or --rate.')
  const { tiers = {} } = REPLICA_VENUES[venue]!
  const limit = tiers[tier]
  if (limit === undefined) throw unknownName('tier', tier, Object.keys(tiers))
  return limit
}

/** `20` is a bucket of twenty a second; `500/60` are at most 500 in any 60 seconds. */
function readLimit(rate: string | undefined): Limit | null {
  if (rate === undefined) return null
  const [count, seconds] = rate.split('/').map((part) => readNumber('rate', part)!) as [number, number?]
  if (seconds !== undefined) return { most: count, seconds }
  return { perSecond: count, burst: Math.max(1, Math.round(count)) }
}

function readFaults(values: Values, number: NumberOf): FaultOptions | null {
  const seed = number('faults')
  if (seed === undefined) {
    const orphan = (['fault-rate', 'fault-kinds'] as const).find((flag) => values[flag] !== undefined)
    if (orphan !== undefined) throw new UserError(`--${orphan} needs --faults SEED as well.`)
    return null
  }
  const rate = number('fault-rate') ?? 0.1
  if (rate > 1) throw new UserError(`--fault-rate is a share between 0 and 1, not ${rate}.`)
  const kinds = values['fault-kinds']?.split(',').map(readKind)
  return { seed, rate, ...(kinds === undefined ? {} : { kinds }) }
}

function readKind(name: string): FaultKind {
  const kind = FAULT_KINDS.find((known) => known === name)
  if (kind === undefined) throw unknownName('fault kind', name, FAULT_KINDS)
  return kind
}

function readNumber(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (value.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new UserError(`--${flag} takes a number from 0 up, not "${value}".`)
  }
  return number
}

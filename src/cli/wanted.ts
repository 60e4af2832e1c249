import { UserError } from '../core/errors.ts'
import { parseWhen } from '../core/instant.ts'
import type { Resource, Venue } from '../core/source.ts'
import { type Option, optionsIn, type Status, type Wanted } from '../core/wanted.ts'
import type { Selected } from './selection.ts'

/** The options of `sync` and `pull` that say what is wanted. */
export type WantedOptions = {
  full?: boolean
  fresh?: boolean
  since?: string
  until?: string
  market?: string[]
  trader?: string[]
  status?: Status
  limit?: number
  maxRecords?: number
  chunkSize?: number
}

/** Reads them. */
export function wantedBy({ since, until, ...options }: WantedOptions): Wanted {
  const now = Date.now() * 1000
  const wanted: Wanted = {
    since: since === undefined ? undefined : parseWhen(since, now),
    until: until === undefined ? undefined : parseWhen(until, now),
    full: options.full === true,
    fresh: options.fresh === true,
    markets: options.market ?? [],
    traders: options.trader ?? [],
    status: options.status,
    limit: options.limit,
    maxRecords: options.maxRecords,
    chunkSize: options.chunkSize,
  }
  if (wanted.since !== undefined && wanted.until !== undefined && wanted.since >= wanted.until) {
    throw new UserError(`--since ${since} is not before --until ${until}.`)
  }
  return wanted
}

/** Options without which a resource would bring far more than is wanted. */
const NARROWING: readonly Option[] = ['market', 'trader']
/** Options that are about time windows, so that they say nothing to others, as long as somebody has some. */
const OF_WINDOWS: readonly Option[] = ['since', 'until']

export type Asked = { readonly selected: readonly Selected[]; readonly notes: readonly string[] }

/**
 * Who is asked, given what is wanted. A resource that was named refuses what it cannot grant. One that came with its venue
 * is left out where the wish would narrow it, and asked as always where not; `notes` say so.
 */
export function whoIsAsked(selected: readonly Selected[], wanted: Wanted): Asked {
  let asked = selected
  const notes: string[] = []
  for (const option of optionsIn(wanted)) {
    const unable = asked.filter(({ resource }) => !grants(resource, option))
    if (unable.length === 0) continue
    if (unable.length === asked.length) throw refusal(unable[0]!, option)
    if (OF_WINDOWS.includes(option)) continue
    const named = unable.find((s) => s.named === true)
    if (named !== undefined) throw refusal(named, option)
    const names = unable.map((s) => `${s.venue.name}/${s.resource.name}`).join(', ')
    if (NARROWING.includes(option)) {
      asked = asked.filter((s) => !unable.includes(s))
      notes.push(`Left out, because they take no --${option}: ${names}.`)
    } else notes.push(`Asked as always, because they take no --${option}: ${names}.`)
  }
  return { selected: asked, notes }
}

function grants(resource: Resource, option: Option): boolean {
  return option === 'limit' ? resource.limitBy !== undefined : resource.accepts.includes(option)
}

function refusal({ venue, resource }: { venue: Venue; resource: Resource }, option: Option): UserError {
  const able = venue.resources.filter((r) => grants(r, option)).map((r) => `${venue.name}/${r.name}`)
  const instead = able.length === 0 ? 'No resource of this venue does.' : `These do: ${able.join(', ')}.`
  return new UserError(
    `${venue.name}/${resource.name} takes no --${option}. ${instead} Leave the option out, or ask for others.`,
  )
}

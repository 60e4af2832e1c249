import type { Config } from '../config/config.ts'
import { UserError, unknownName } from '../core/errors.ts'
import { addressOf, type Resource, type Venue } from '../core/source.ts'
import { VENUES } from '../venues/index.ts'

/** `named` when the user named the resource itself, and not only its venue. */
export type Selected = { readonly venue: Venue; readonly resource: Resource; readonly named?: boolean }

/** Reads `kalshi`, `kalshi/trades`, `kalshi/*`; without any, the default set of every venue. */
export function select(names: readonly string[]): Selected[] {
  const wanted = names.length === 0 ? VENUES.map((v) => v.name) : names
  const selected = wanted.flatMap(selectOne)
  // A name counts more than coming with the venue.
  const rising = selected.toSorted((a, b) => Number(a.named ?? false) - Number(b.named ?? false))
  const once = new Map(rising.map((s) => [`${s.venue.name}/${s.resource.name}`, s]))
  return inOrder([...once.values()])
}

/** What of a selection can be asked: a venue that has no address of its own is left out where none is set; `notes` say so. */
export function reachable(
  selected: readonly Selected[],
  config: Config,
): { readonly selected: readonly Selected[]; readonly notes: readonly string[] } {
  const missing = ({ venue }: Selected) => venue.hosts.find((host) => config.text(addressOf(venue, host)) === '')
  const left = new Map(selected.flatMap((s) => (missing(s) === undefined ? [] : [[s.venue, missing(s)!]])))
  return {
    selected: selected.filter(({ venue }) => !left.has(venue)),
    notes: [...left].map(
      ([{ name, title }, { env }]) => `Left out: ${name}. ${title} has no address; set ${env} to ask it.`,
    ),
  }
}

function selectOne(name: string): Selected[] {
  const [venueName = '', resourceName, ...more] = name.split('/')
  if (more.length > 0) throw new UserError(`"${name}" is not a resource. Write VENUE, VENUE/RESOURCE or VENUE/*.`)
  const venue = VENUES.find((v) => v.name === venueName)
  if (venue === undefined)
    throw unknownName(
      'venue',
      venueName,
      VENUES.map((v) => v.name),
    )
  if (resourceName === undefined)
    return venue.resources.filter((r) => r.byDefault).map((resource) => ({ venue, resource }))
  if (resourceName === '*') return venue.resources.map((resource) => ({ venue, resource }))
  const resource = venue.resources.find((r) => r.name === resourceName)
  if (resource === undefined)
    throw unknownName(
      `resource of ${venue.name}`,
      resourceName,
      venue.resources.map((r) => r.name),
    )
  return [{ venue, resource, named: true }]
}

/** Parents before children, as the venue lists them, whatever the order of the arguments. */
function inOrder(selected: Selected[]): Selected[] {
  return selected.sort((a, b) => place(a) - place(b))
}

function place({ venue, resource }: Selected): number {
  return VENUES.indexOf(venue) * 1000 + venue.resources.indexOf(resource)
}

import { UserError, unknownName } from '../core/errors.ts'
import type { Resource, Venue } from '../core/source.ts'
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

import { accent, titleOf } from '../text/venues.ts'

/** A venue by its name, with its colour as a mark beside it. */
export function Venue({ venue }: { readonly venue: string }) {
  return (
    <span className="venue" data-accent={accent(venue)}>
      {titleOf(venue)}
    </span>
  )
}

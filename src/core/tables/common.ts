/** Columns that every table of records has. */
export const venue = { type: 'text', doc: 'The venue, such as kalshi.' } as const
export const seen_at = { type: 'instant', doc: 'When this lake learnt it: the arrival of the response (UTC).' } as const

import { ident, type Sql } from '../../core/sql.ts'
import type { Load } from './merge.ts'
import { sendAside } from './transfer.ts'

/** Numbers whose exponent is beyond what the server's numeric holds. */
const HUGE = "'[:,\\[] *-?[0-9]+([.][0-9]+)?[eE][+-]?[0-9]{4,}'"

/** Escapes of two characters that are one outside the first 65,536: a pair is fine, half of one is not. */
const PAIR = "'\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}'"
const HALF = "'\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}'"

/** Whether the server takes a text as jsonb. Where that is in doubt, the answer is no, and the text is kept as it is. */
const IS_JSONB: Sql = `json_valid(payload) and not contains(payload, '\\u0000')
  and not (contains(lower(payload), '\\ud') and regexp_matches(regexp_replace(payload, ${PAIR}, '', 'g'), ${HALF}))
  and not regexp_matches(payload, ${HUGE})`

const COLUMNS = {
  venue: { type: 'text' },
  resource: { type: 'text' },
  content_hash: { type: 'text' },
  key: { type: 'text' },
  json: { type: 'text' },
  exact: { type: 'text' },
  fetched_at: { type: 'instant' },
} as const

/**
 * Keeps bronze records on the server as well: each content once, with how often it came. As jsonb they can be asked, but
 * numbers and spaces are written in the server's way; the bytes that the venue sent are in the bronze files.
 */
export async function mirror(load: Load, bronze: Sql): Promise<void> {
  const { session, connection, scratch } = load
  const incoming = 'pg_temp.incoming_records'
  const relation = `(select venue, resource, content_hash, key, case when fits then payload end as json, case when not fits then payload end as exact,
      fetched_at from (select *, coalesce(${IS_JSONB}, false) as fits from ${bronze}))`
  await sendAside(session, connection, { relation, columns: COLUMNS, table: incoming, scratch })
  await session.run(
    `insert into bronze.records as r (venue, resource, content_hash, key, payload, exact, first_fetched_at, last_fetched_at, times)
     select venue, resource, decode(content_hash, 'hex'), min(key), min(json)::jsonb, min(exact), min(fetched_at), max(fetched_at), count(*)
     from ${incoming} group by 1, 2, 3 order by 3
     on conflict (${['content_hash', 'resource', 'venue'].map(ident).join(', ')}) do update
     set times = r.times + excluded.times, first_fetched_at = least(r.first_fetched_at, excluded.first_fetched_at),
         last_fetched_at = greatest(r.last_fetched_at, excluded.last_fetched_at)`,
  )
}

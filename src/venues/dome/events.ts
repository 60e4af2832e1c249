import { shortInstant } from '../../core/instant.ts'
import { unreadable } from '../../core/numbers.ts'
import {
  defineResource,
  type Held,
  type Io,
  type Page,
  type Plan,
  type PlanContext,
  type Slice,
} from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'
import { resumable } from '../../core/timeline.ts'
import { found, nothing } from '../../net/missing.ts'
import { walkPages } from './paging.ts'

const PATH = '/polymarket/events'
const PAGE = 100

/** Events, as a whole each time: the list is ordered by volume, which moves, and tells neither changes nor a total. */
export const events = defineResource({
  name: 'events',
  doc: 'Events, read as a whole each time; one that a market names and the list does not show is asked for by its name.',
  asks: {
    endpoint: '/polymarket/events',
    paging: 'pagination_key (volume and name)',
    delta: 'everything again',
    proof: 'end of the list, then by name each event that a market names and that did not come',
  },
  byDefault: false,
  key: "payload->>'event_slug'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  plan,
  pages,
  raw: {
    event_slug: 'VARCHAR',
    title: 'VARCHAR',
    subtitle: 'VARCHAR',
    status: 'VARCHAR',
    start_time: 'VARCHAR',
    end_time: 'VARCHAR',
  },
  optional: ['image', 'markets', 'rules_url', 'settlement_sources', 'subtitle'],
  ignored: ['image', 'market_count', 'markets', 'rules_url', 'settlement_sources', 'tags', 'volume_fiat_amount'],
  silver: {
    events: {
      columns: {
        venue: "'dome'",
        event_id: 'event_slug',
        series_id: 'null',
        title: 'title',
        subtitle: "nullif(subtitle, '')",
        status: 'status',
        category: 'null',
        mutually_exclusive: 'null',
        occurs_at: 'null',
        updated_at: 'null',
        seen_at: 'seen_at',
      },
      reject: unreadable({ seconds: ['start_time', 'end_time'] }),
    },
  },
})

async function plan(context: PlanContext): Promise<Plan> {
  const { phase, progress, now, full, known } = context
  if (phase === 0) {
    const [left] = full ? [] : resumable(progress)
    const slice = left ?? { name: `all at ${shortInstant(now)}`, params: {}, asked: { from: 0, to: now } }
    return { slices: [slice], requests: 1, note: `one request per ${PAGE} events`, more: true }
  }
  const gone = new Set(full ? [] : progress.filter((p) => p.state === 'empty-confirmed').map((p) => p.slice))
  const slices = (await known(unheld)).map((event): Slice => ({ name: `event=${event}`, params: { event } }))
  const left = slices.filter(({ name }) => !gone.has(name))
  return { slices: left, requests: left.length, note: '' }
}

function pages(slice: Slice, io: Io): AsyncGenerator<Page> {
  const { event } = slice.params
  if (event !== undefined) return named(io, event)
  const query = { limit: String(slice.chunk ?? PAGE), include_markets: 'false' }
  return walkPages(io, slice, { path: PATH, query, list: 'events' })
}

async function* named(io: Io, event_slug: string): AsyncGenerator<Page> {
  const answer = await found(io.list(PATH, { event_slug }, { list: 'events' }))
  if (answer === undefined) yield { answer: nothing(PATH), proof: 'the venue knows no such event' }
  else yield { answer, proof: 'one event was asked for' }
}

/** Events that markets name and that are not held. */
function unheld({ bronze, silver, waiting }: Held): Sql {
  return `select distinct slug from (
      select event_id as slug from ${silver('markets')} where venue = 'dome'
      union all select try(payload->>'event_slug') from ${waiting('markets')})
    where slug is not null and slug not in (select key from ${bronze('events')} where key is not null) order by 1`
}

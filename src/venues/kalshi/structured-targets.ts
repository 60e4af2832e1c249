import { wholeList } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import { walk } from '../../net/walk.ts'

const PAGE = 2000

/** All structured targets each time; the list can be asked for neither changes nor dates. */
export const structuredTargets = defineResource({
  name: 'structured_targets',
  doc: 'Whom or what strikes of markets name: teams, players, candidates. All of them each time.',
  asks: {
    endpoint: '/structured_targets',
    paging: 'cursor',
    delta: 'all each time',
    proof: 'the venue gives no further cursor',
  },
  byDefault: false,
  key: "payload->>'id'",
  pageCap: PAGE,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'updated',
  plan: async (context) => wholeList(context, `one request per ${PAGE} targets`),
  pages: (slice, io) =>
    walk(io, slice, {
      path: '/structured_targets',
      query: { page_size: String(slice.chunk ?? PAGE) },
      list: 'structured_targets',
    }),
  raw: {
    id: 'VARCHAR',
    type: 'VARCHAR',
    name: 'VARCHAR',
    details: 'VARCHAR',
    source_id: 'VARCHAR',
    source_ids: 'VARCHAR',
    last_updated_ts: 'VARCHAR',
  },
  optional: ['details', 'last_updated_ts', 'name', 'source_id', 'source_ids', 'type'],
  ignored: [],
  silver: {
    structured_targets: {
      columns: {
        venue: "'kalshi'",
        target_id: 'id',
        kind: "nullif(type, '')",
        name: "nullif(name, '')",
        details: 'details',
        source_id: "nullif(source_id, '')",
        source_ids: 'source_ids',
        updated_at: 'last_updated_ts',
        seen_at: 'seen_at',
      },
    },
  },
})

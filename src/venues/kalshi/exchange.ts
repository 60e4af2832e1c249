import { defineResource } from '../../core/source.ts'

const SHARD = `[{"exchange_index":"VARCHAR","description":"VARCHAR","exchange_active":"VARCHAR","trading_active":"VARCHAR","intra_exchange_transfers_active":"VARCHAR"}]`
/** The exchange as a whole, then each of its matching engines. */
const SHARDS = `(select raw.*, unnest(list_concat(
    [{exchange_index: 'all', description: null::varchar, exchange_active: exchange_active, trading_active: trading_active,
      intra_exchange_transfers_active: intra_exchange_transfers_active}],
    try(from_json(exchange_index_statuses, '${SHARD}')))) as shard from raw) as r`
/** The field by which each object is known. */
const FIELDS = { status: 'exchange_active', schedule: 'schedule' } as const

/** Whether the exchange is open now, and when it is; two objects, read each time. */
export const exchange = defineResource({
  name: 'exchange',
  doc: 'Whether the exchange and its matching engines are up, and its hours.',
  asks: {
    endpoint: '/exchange/status, /exchange/schedule',
    paging: 'none',
    delta: 'both each time',
    proof: 'one object each',
  },
  byDefault: false,
  key: "regexp_extract(request, '/exchange/(\\w+)', 1)",
  pageCap: 1,
  accepts: [],
  axis: 'updated',
  async plan() {
    const slices = Object.keys(FIELDS).map((part) => ({ name: part, params: { part } }))
    return { slices, requests: slices.length, note: '' }
  },
  async *pages({ params }, io) {
    const part = params.part as keyof typeof FIELDS
    // The status is told with these, too, while the exchange is down.
    const despite = part === 'status' ? [500, 503, 504] : []
    const answer = await io.record(`/exchange/${part}`, {}, { field: FIELDS[part], despite })
    yield { answer, proof: 'one object was asked for' }
  },
  raw: {
    exchange_active: 'VARCHAR',
    trading_active: 'VARCHAR',
    intra_exchange_transfers_active: 'VARCHAR',
    exchange_estimated_resume_time: 'VARCHAR',
    exchange_index_statuses: 'VARCHAR',
    schedule: 'JSON',
  },
  // Each of the two objects lacks the fields of the other.
  optional: [
    'exchange_active',
    'exchange_estimated_resume_time',
    'exchange_index_statuses',
    'intra_exchange_transfers_active',
    'schedule',
    'trading_active',
  ],
  ignored: [],
  silver: {
    exchange_status: {
      from: SHARDS,
      where: "_key = 'status'",
      columns: {
        venue: "'kalshi'",
        exchange_index: 'shard.exchange_index',
        description: "nullif(shard.description, '')",
        is_active: 'shard.exchange_active',
        is_trading: 'shard.trading_active',
        is_transferring: 'shard.intra_exchange_transfers_active',
        resumes_at: "case shard.exchange_index when 'all' then exchange_estimated_resume_time end",
        seen_at: 'seen_at',
      },
    },
    exchange_schedules: {
      where: "_key = 'schedule'",
      columns: {
        venue: "'kalshi'",
        time_zone: "'America/New_York'",
        standard_hours: "schedule->'standard_hours'",
        maintenance_windows: "schedule->'maintenance_windows'",
        seen_at: 'seen_at',
      },
    },
  },
})

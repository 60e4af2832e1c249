import { instantOfSeconds, rounded, unreadable } from '../../core/numbers.ts'
import type { Resource } from '../../core/source.ts'
import type { Sql } from '../../core/sql.ts'

/** A field as the newer version spells it, and as the older one does. */
const SPELLINGS = {
  proxy_wallet: 'proxyWallet',
  token_id: 'asset',
  condition_id: 'conditionId',
  event_slug: 'eventSlug',
  outcome_index: 'outcomeIndex',
  transaction_hash: 'transactionHash',
  profile_image: 'profileImage',
  profile_image_optimized: 'profileImageOptimized',
  usdc_size: 'usdcSize',
  is_combo: 'isCombo',
} as const
type Spelled = keyof typeof SPELLINGS

const spelled = (field: Spelled): Sql => `coalesce(payload->>'${field}', payload->>'${SPELLINGS[field]}')`
/** A number as a double prints it, so that both versions write it alike. */
const number = (field: string): Sql =>
  `coalesce(try_cast(payload->>'${field}' as double)::varchar, payload->>'${field}')`

/** All that stays the same about a fill: there is no id. Fields that are filled in later (outcome, event) are left out. */
export const FILL_KEY: Sql = `${spelled('transaction_hash')} || '/' || left(sha256(concat_ws(' ', ${spelled('token_id')}, lower(${spelled('proxy_wallet')}),
  payload->>'side', ${number('price')}, ${number('size')}, payload->>'timestamp', payload->>'type')), 16)`

/** Pages tell each second of a market whole, and the newer version in order; of a wallet they tell its own records alone. */
export const SECOND_OF_MARKET: Sql = `case when request like 'GET /v2/%condition=%' then concat_ws(' ', payload->>'timestamp', ${spelled('condition_id')}) end`

const READ: readonly Spelled[] = ['proxy_wallet', 'token_id', 'condition_id', 'transaction_hash']
const PLAIN = ['side', 'size', 'price', 'timestamp', 'name', 'pseudonym', 'bio']

/** A row of a tape: today's names, and those of the older version. */
export function tapeRecord(
  more: readonly string[],
  later: readonly Spelled[],
): Pick<Resource, 'raw' | 'eras' | 'ignored' | 'optional'> {
  const read = [...READ, ...later]
  const names = [...read, ...read.map((field) => SPELLINGS[field]), ...PLAIN, ...more]
  const others = (Object.keys(SPELLINGS) as Spelled[]).filter((field) => !read.includes(field))
  return {
    raw: Object.fromEntries(names.map((field) => [field, 'VARCHAR'])),
    eras: [{ until: '2026-08-15', gives: Object.fromEntries(read.map((field) => [field, SPELLINGS[field]])) }],
    optional: ['name', 'pseudonym', 'bio', ...more, ...later],
    ignored: [
      ...others.flatMap((field) => [field, SPELLINGS[field]]),
      ...['title', 'slug', 'icon', 'outcome', 'fee', 'sequence', 'block_number', 'log_index', 'event_id', 'verified'],
    ],
  }
}

const price = rounded('price', 12)
const size = rounded('size', 6)

/** What both parties of a fill have in common. */
export const fillColumns = {
  venue: "'polymarket'",
  market_id: 'condition_id',
  outcome_id: 'token_id',
  trader_id: 'lower(proxy_wallet)',
  side: 'lower(side)',
  price,
  size,
  notional: rounded(`rtrim((${price}::decimal(19, 12) * ${size}::decimal(19, 6))::varchar, '0')`, 12),
  traded_at: instantOfSeconds('timestamp'),
  seen_at: 'seen_at',
}

export const unreadableFill = unreadable({ seconds: ['timestamp'], numbers: ['price', 'size'] })

/** The people behind the wallets, by the names that stand beside their trades. */
export const tradersMeaning: NonNullable<Resource['silver'][string]> = {
  where: "proxy_wallet <> ''",
  columns: {
    venue: "'polymarket'",
    trader_id: 'lower(proxy_wallet)',
    name: "nullif(name, '')",
    username: "nullif(pseudonym, '')",
    bio: "nullif(bio, '')",
    url: "'https://polymarket.com/profile/' || lower(proxy_wallet)",
    ...Object.fromEntries(
      ['created_at', 'last_trade_at', 'balance', 'deposits', 'profit', 'market_traders', 'streak', 'is_bot', 'is_admin']
        .concat(['is_moderator', 'is_banned', 'is_deleted', 'avatar_url', 'record'])
        .map((column) => [column, 'null']),
    ),
    seen_at: 'seen_at',
  },
}

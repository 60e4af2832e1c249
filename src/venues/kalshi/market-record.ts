import type { Resource } from '../../core/source.ts'

const cents = (field: string) => `try_cast(${field} as decimal(18, 4)) * 0.01`
/** A quote counts only with a size behind it; before sizes were sent, the price says whether there is one. */
const quote = (price: string, size: string, none: readonly string[]) =>
  `case when try_cast(${size} as decimal(18, 6)) = 0 then null
        when ${size} is null and try_cast(${price} as decimal(18, 6)) in (${none.join(', ')}) then null else ${price} end`
const traded = 'try_cast(last_price_dollars as decimal(18, 6)) > 0'
/** What one YES share pays: the settlement where given, else 1 or 0 by the result. */
const pays = "coalesce(settlement_value_dollars, case result when 'yes' then '1' when 'no' then '0' end)"

/** How a market record of any tier and era is read. */
export const marketFields: Pick<Resource, 'raw' | 'ignored' | 'eras' | 'silver'> = {
  raw: {
    ticker: 'VARCHAR',
    event_ticker: 'VARCHAR',
    title: 'VARCHAR',
    yes_sub_title: 'VARCHAR',
    market_type: 'VARCHAR',
    status: 'VARCHAR',
    result: 'VARCHAR',
    settlement_value_dollars: 'VARCHAR',
    settlement_ts: 'VARCHAR',
    created_time: 'VARCHAR',
    updated_time: 'VARCHAR',
    open_time: 'VARCHAR',
    close_time: 'VARCHAR',
    last_price_dollars: 'VARCHAR',
    yes_bid_dollars: 'VARCHAR',
    yes_ask_dollars: 'VARCHAR',
    yes_bid_size_fp: 'VARCHAR',
    yes_ask_size_fp: 'VARCHAR',
    volume_fp: 'VARCHAR',
    volume_24h_fp: 'VARCHAR',
    open_interest_fp: 'VARCHAR',
    rules_primary: 'VARCHAR',
    mve_collection_ticker: 'VARCHAR',
    last_price: 'VARCHAR',
    yes_bid: 'VARCHAR',
    yes_ask: 'VARCHAR',
    volume: 'VARCHAR',
    volume_24h: 'VARCHAR',
    open_interest: 'VARCHAR',
    settlement_value: 'VARCHAR',
  },
  ignored: [
    'can_close_early', 'cap_strike', 'category', 'custom_strike', 'early_close_condition', 'exchange_index',
    'expected_expiration_time', 'expiration_time', 'expiration_value', 'fee_waiver_expiration_time', 'floor_strike',
    'fractional_trading_enabled', 'functional_strike', 'is_provisional', 'latest_expiration_time', 'liquidity',
    'liquidity_dollars', 'mve_selected_legs', 'no_ask', 'no_ask_dollars', 'no_bid', 'no_bid_dollars', 'no_sub_title',
    'notional_value', 'notional_value_dollars', 'occurrence_datetime', 'previous_price', 'previous_price_dollars',
    'previous_yes_ask', 'previous_yes_ask_dollars', 'previous_yes_bid', 'previous_yes_bid_dollars',
    'price_level_structure', 'price_ranges', 'primary_participant_key', 'response_price_units', 'risk_limit_cents',
    'rules_secondary', 'settlement_bounds_type', 'settlement_floor_dollars', 'settlement_timer_seconds', 'strike_type',
    'subtitle', 'tick_size',
  ],
  eras: [
    {
      until: '2026-03-12',
      gives: {
        last_price_dollars: cents('last_price'),
        yes_bid_dollars: cents('yes_bid'),
        yes_ask_dollars: cents('yes_ask'),
        settlement_value_dollars: cents('settlement_value'),
        volume_fp: 'volume',
        volume_24h_fp: 'volume_24h',
        open_interest_fp: 'open_interest',
      },
    },
  ],
  silver: {
    markets: {
      columns: {
        venue: "'kalshi'",
        market_id: 'ticker',
        event_id: "nullif(event_ticker, '')",
        question: 'title',
        subtitle: "nullif(yes_sub_title, '')",
        status: `case status when 'initialized' then 'upcoming' when 'active' then 'open' when 'inactive' then 'paused'
          when 'closed' then 'closed' when 'determined' then 'closed' when 'disputed' then 'closed' when 'amended' then 'closed'
          when 'finalized' then 'resolved' else status end`,
        category: 'null',
        market_type: 'market_type',
        is_combo: "mve_collection_ticker is not null or starts_with(ticker, 'KXMVE')",
        created_at: "nullif(created_time, '0001-01-01T00:00:00Z')",
        opened_at: 'open_time',
        closes_at: 'close_time',
        resolved_at: 'settlement_ts',
        resolution: "nullif(result, '')",
        resolution_value: pays,
        last_price: `case when ${traded} then last_price_dollars end`,
        best_bid: quote('yes_bid_dollars', 'yes_bid_size_fp', ['0']),
        best_ask: quote('yes_ask_dollars', 'yes_ask_size_fp', ['0', '1']),
        volume: 'volume_fp',
        volume_24h: 'volume_24h_fp',
        open_interest: 'open_interest_fp',
        rules: "nullif(rules_primary, '')",
        url: 'null',
        updated_at: 'updated_time',
        seen_at: 'seen_at',
      },
    },
    outcomes: {
      from: "raw, (values ('yes', 'Yes', 0), ('no', 'No', 1)) as side(name, label, position)",
      columns: {
        venue: "'kalshi'",
        market_id: 'ticker',
        outcome_id: "ticker || ':' || side.name",
        position: 'side.position',
        label: 'side.label',
        price: `case when ${traded} then case side.name when 'yes' then try_cast(last_price_dollars as decimal(18, 12))
          else 1 - try_cast(last_price_dollars as decimal(18, 12)) end end`,
        is_winner: "case when result in ('yes', 'no') then result = side.name end",
        seen_at: 'seen_at',
      },
    },
  },
}

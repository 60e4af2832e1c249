/** An exact decimal or a 64-bit integer, as the API writes it. */
export type Decimal = string
/** An instant, ISO 8601, UTC. */
export type Instant = string

/** What every answer says beside its data. */
export type Envelope = {
  readonly snapshot: string
  readonly published_at: Instant
  readonly age_seconds: number
  /** The statement that gave the rows. */
  readonly sql: string
}
export type Rows<Row> = Envelope & { readonly rows: readonly Row[]; readonly next: string | null }
export type One<Row> = Envelope & { readonly row: Row }

export type Overview = {
  readonly venue: string
  readonly markets: Decimal
  readonly open_markets: Decimal
  readonly trades: Decimal
  readonly volume: Decimal | null
  readonly last_traded_at: Instant | null
  readonly last_synced_at: Instant | null
}

export type Activity = {
  readonly venue: string
  readonly start_at: Instant
  readonly markets: Decimal
  readonly trades: Decimal
  readonly volume: Decimal
  readonly notional: Decimal
}

export type CategoryActivity = Omit<Activity, 'start_at'> & { readonly category: string | null; readonly day: Instant }

export type Mover = {
  readonly venue: string
  readonly market_id: string
  readonly question: string | null
  readonly span: string
  readonly rank: Decimal
  readonly price: Decimal
  readonly price_before: Decimal
  readonly change: Decimal
  readonly trades: Decimal
  readonly volume: Decimal
}

export type MarketSummary = {
  readonly venue: string
  readonly market_id: string
  readonly question: string | null
  readonly status: string | null
  readonly category: string | null
  readonly closes_at: Instant | null
  readonly resolution: string | null
  readonly trades: Decimal
  readonly volume: Decimal
  readonly notional: Decimal
  readonly first_traded_at: Instant | null
  readonly last_traded_at: Instant | null
  readonly last_price: Decimal | null
  readonly best_bid: Decimal | null
  readonly best_ask: Decimal | null
  readonly spread: Decimal | null
  readonly change_24h: Decimal | null
  readonly volume_24h: Decimal
  readonly volume_7d: Decimal
  readonly hours_to_close: Decimal | null
}

/** A row of silver.markets or silver.market_versions: every column that is shown, and any other one. */
export type MarketRow = Readonly<Record<string, string | number | boolean | null>> & {
  readonly venue: string
  readonly market_id: string
  readonly seen_at: Instant
}

export type Outcome = {
  readonly outcome_id: string
  readonly position: Decimal | null
  readonly label: string | null
  readonly price: Decimal | null
  readonly last_price: Decimal | null
  readonly is_winner: boolean | null
}

export type Market = {
  readonly market: MarketRow | null
  readonly summary: MarketSummary | null
  readonly outcomes: readonly Outcome[]
  readonly event: { readonly event_id: string; readonly title: string | null } | null
  readonly links: { readonly venue_url: string | null }
}

export type Candle = {
  readonly outcome_id: string
  readonly start_at: Instant
  readonly open: Decimal
  readonly high: Decimal
  readonly low: Decimal
  readonly close: Decimal
  readonly volume: Decimal
  readonly trades: Decimal
}

export type Trade = {
  readonly venue: string
  readonly trade_id: string
  readonly part: Decimal | null
  readonly market_id: string
  readonly outcome_id: string | null
  readonly trader_id: string | null
  readonly side: string | null
  readonly price: Decimal | null
  readonly size: Decimal | null
  readonly notional: Decimal | null
  readonly traded_at: Instant
}

export type TraderSummary = {
  readonly venue: string
  readonly trader_id: string
  readonly name: string | null
  readonly trades: Decimal
  readonly markets: Decimal
  readonly volume: Decimal
  readonly notional: Decimal
  readonly realised: Decimal | null
  readonly unrealised: Decimal | null
  readonly wins: Decimal | null
  readonly losses: Decimal | null
  readonly win_rate: Decimal | null
  readonly first_traded_at: Instant | null
  readonly last_traded_at: Instant | null
}

export type Position = {
  readonly venue: string
  readonly market_id: string
  readonly outcome_id: string
  readonly size: Decimal
  readonly cost: Decimal | null
  readonly realised: Decimal | null
  readonly value: Decimal | null
  readonly unrealised: Decimal | null
  readonly trades: Decimal
  readonly last_traded_at: Instant | null
}

export type Trader = { readonly summary: TraderSummary; readonly positions: readonly Position[] }

/** How rows about resolved outcomes are cut; 'all' stands for no cut. */
export type Cut = {
  readonly venue: string
  readonly category: string
  readonly horizon: string
  readonly volume_band: string
}

export type CalibrationBin = Cut & {
  readonly bin: Decimal
  readonly outcomes: Decimal
  readonly mean_price: Decimal
  readonly share: Decimal
  readonly low: Decimal
  readonly high: Decimal
}

export type Score = Cut & {
  readonly outcomes: Decimal
  readonly base_rate: Decimal | null
  readonly brier: Decimal | null
  readonly reliability: Decimal | null
  readonly resolution: Decimal | null
  readonly uncertainty: Decimal | null
  readonly log_score: Decimal | null
  readonly skill: Decimal | null
  readonly brier_low: Decimal | null
  readonly brier_high: Decimal | null
}

export type LongshotBin = {
  readonly venue: string
  readonly horizon: string
  readonly bin: Decimal
  readonly outcomes: Decimal
  readonly mean_price: Decimal
  readonly share: Decimal
  readonly return: Decimal
}

export type Completeness = {
  readonly venue: string
  readonly resource: string
  readonly state: string
  readonly slices: Decimal
  readonly rows: Decimal | null
  readonly covers_from: Instant | null
  readonly covers_to: Instant | null
}

export type LedgerRow = {
  readonly venue: string
  readonly resource: string
  readonly slice: string
  readonly state: string
  readonly rows: Decimal
  readonly proof: string | null
  readonly covers_from: Instant | null
  readonly covers_to: Instant | null
  readonly updated_at: Instant
}

export type Reject = {
  readonly venue: string
  readonly resource: string
  readonly reason: string
  readonly bronze_file: string
  readonly bronze_row: Decimal
  readonly key: string | null
  readonly seen_at: Instant
}

export type Drift = {
  readonly venue: string
  readonly resource: string
  readonly field: string
  readonly change: string
  readonly detail: string | null
  readonly sample: string | null
  readonly first_seen_at: Instant
}

export type Run = {
  readonly run_id: string
  readonly command: string
  readonly started_at: Instant
  readonly ended_at: Instant | null
  readonly exit_code: Decimal | number | null
  readonly requests: Decimal
  readonly records: Decimal
  readonly rows: Decimal
  readonly duplicates: Decimal
  readonly rejects: Decimal
  readonly message: string | null
}

export type BookLevel = {
  readonly side: string
  readonly price: Decimal
  readonly size: Decimal
}

export type Book = { readonly outcome_id: string; readonly at: Instant; readonly levels: readonly BookLevel[] }

export type Coherence = {
  readonly venue: string
  readonly event_id: string
  readonly kind: string
  readonly markets: Decimal
  readonly price_sum: Decimal | null
  readonly violations: Decimal
  readonly worst: Decimal
  readonly as_of: Instant | null
}

import type { Micros } from './instant.ts'
import type { Span } from './interval.ts'
import type { Sql } from './sql.ts'
import type { Option, Wanted } from './wanted.ts'

/** One response, its body exactly as received (after transfer and content coding). */
export type Answer = {
  /** Method, path and query, without host and secrets; a POST's body behind them. */
  readonly request: string
  readonly body: Buffer
  /** When the body had arrived, by our clock. */
  readonly fetchedAt: Micros
  /** Byte ranges of the records in `body`: start, end, start, end, … */
  readonly ranges: Uint32Array
  /** What stands around the records: the body with an empty list, parsed. */
  readonly envelope: unknown
}

/** A page of a slice, and where the slice stands after it. */
export type Page = {
  readonly answer: Answer
  /** The cursor that continues the slice after this page. Absent on the last page. */
  readonly cursor?: string
  /** Walks in time order, newest first: everything at or after this instant, up to the slice's end, has been read. */
  readonly reached?: Micros
  /** Set on the last page: how it is known that nothing is missing. */
  readonly proof?: string
  /** Set on the last page instead of a proof when it is not known. */
  readonly suspect?: string
  /** Figures of a batch that ends with this page, for a line in the log, such as `{ page: 3, active: 87 }`. */
  readonly figures?: Readonly<Record<string, number>>
}

/** One unit of asking: a time window, a market, or all. */
export type Slice = {
  /** Stable name within the resource, such as `live 2026-11-01T00:00:00Z/2026-11-02T00:00:00Z`. */
  readonly name: string
  /** The part of the resource's time line that a complete walk proves. A puller may raise `from` to hand the rest to another. */
  span?: Span
  /** What to ask for, such as the tier or the series. */
  readonly params: Readonly<Record<string, string>>
  /** The bounds that requests carry; they stay the same while a cursor is followed. Wider than `span` where the end is not proved yet. */
  readonly asked?: Span | undefined
  /** Many names to ask for: not kept in the ledger, so that a slice over hundreds of them stays small there. */
  readonly items?: readonly string[]
  /** Continues a walk that a former run left. */
  readonly cursor?: string | undefined
  /** Records per request, where fewer are wanted than a page holds. Set for the walk. */
  chunk?: number
  /** Requests that may be on their way at the same time, where a slice asks for many items. Set for the walk. */
  atOnce?: number
  /** Set while the slice is walked: some page held records, and the oldest instant read so far. */
  begun?: boolean
  at?: Micros | undefined
}

/** What is known of a slice, kept with each bronze file. */
export type SliceProgress = {
  readonly slice: string
  readonly state: 'planned' | 'partial' | 'complete' | 'empty-confirmed' | 'suspect'
  readonly params: Readonly<Record<string, string>>
  readonly span?: Span | undefined
  readonly asked?: Span | undefined
  readonly cursor?: string | undefined
  readonly reached?: Micros | undefined
  /** The part of the time line that this commit's pages walked; where repeats of its facts can be. */
  readonly walked?: Span | undefined
  readonly proof?: string | undefined
  readonly rows: number
  readonly firstKey?: string | null
  readonly lastKey?: string | null
  readonly updatedAt: Micros
}

/** What a plan is made from. */
export type PlanContext = Wanted & {
  /** 0 for the first plan of a run; a plan that said `more` is made again when its slices are done. */
  readonly phase: number
  /** The venue's clock, so that our own being wrong cannot claim time that has not come. */
  readonly now: Micros
  /** Where the time line begins by all plans so far: what was wanted once stays wanted, also when its file is lost. */
  readonly earliest: Micros | undefined
  /** Latest progress of each slice of this resource. */
  readonly progress: readonly SliceProgress[]
  /** Asks the venue for something the plan depends on; counted and limited like every request. */
  readonly io: Io
  readonly known: Known
}

/** Asks what this lake holds of the venue: runs a query over the given relations. One text column comes back. */
export type Known = (query: (held: Held) => Sql) => Promise<string[]>

/** Relations of what is held. */
export type Held = {
  /** All records of a resource, with `key`, `payload`, `ordinal`, `fetched_at` and `filename`, which sorts by arrival. */
  bronze(resource: string): Sql
  /** Those that no load has read yet. */
  waiting(resource: string): Sql
  /** A silver table's rows of this venue, in the columns that the query names. */
  silver(table: string): Sql
}

export type Plan = {
  readonly slices: readonly Slice[]
  /** Least number of requests these slices take. */
  readonly requests: number
  /** How many they will take by what the venue shows now, where that is more. */
  readonly expected?: number
  /** A sentence for people, or nothing. */
  readonly note: string
  /** Where the resource's time line begins by this plan; noted with every commit. */
  readonly earliest?: Micros
  /** What these slices bring may show more to ask: plan again after them. */
  readonly more?: boolean
}

/** Query parameters; what is undefined is not sent. A list repeats its key. */
export type Params = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a request sends beside its parameters. With a body it is a POST that reads. */
export type Sent = {
  readonly json?: unknown
  /** How many requests of its limit the venue counts it as, where that is not one. */
  readonly cost?: number
  /** Statuses above 299 whose bodies may be what was asked for: those that are not are failures as always. */
  readonly despite?: readonly number[]
}

export type ExpectedList = Sent & {
  /** The key of the list in the body, or null when the body is the list. */
  readonly list: string | null
  /** Looks at what came; where it throws PayloadError, the request is tried again. */
  check?(answer: Answer): void
}

export type ExpectedRecord = Sent & {
  /** A field by which the record is known; an object without it is asked again. */
  readonly field?: string
  /** Looks at what came, parsed; where it throws PayloadError, the request is tried again. */
  check?(body: Readonly<Record<string, unknown>>): void
}

/** How a venue is asked. Venue files never call `fetch`. */
export type Io = {
  /** Asks for a list and cuts it into records. */
  list(path: string, params: Params, expected: ExpectedList): Promise<Answer>
  /** Asks for one JSON object that is itself the record. */
  record(path: string, params: Params, expected: ExpectedRecord): Promise<Answer>
  /** GETs one JSON object. `read` takes from it what is wanted; where it throws PayloadError, the request is tried again. */
  object<T>(path: string, params: Params, read: (body: unknown) => T): Promise<T>
  /** The venue's clock by its last answer; asks once when there was none. */
  now(): Promise<Micros>
}

/** How a resource is asked, for people: `docs/venues.md` is made of it. */
export type Asks = {
  /** Method where it is not GET, and path. */
  readonly endpoint: string
  /** How one gets from page to page. */
  readonly paging: string
  /** What a run asks when something is already there. */
  readonly delta: string
  /** How it is known that nothing is missing. */
  readonly proof: string
}

export type Resource = {
  readonly name: string
  readonly doc: string
  readonly asks: Asks
  /** Part of what `sync VENUE` takes. */
  readonly byDefault: boolean
  /** SQL over `payload` and `request` that gives a record's key, unique within the resource. */
  readonly key: Sql
  /**
   * Set where the venue names its records by nothing: the key is then all that stays the same about one, and records that
   * share it are told apart by their number within the page. SQL over `payload` and `request` for what pages never part
   * (`net/tape.ts`): within it bronze also keeps each record's place, counted from the end of the page; null where the page
   * tells no place.
   */
  readonly numbered?: Sql
  /** Most records on a page. */
  readonly pageCap: number
  /** Slices (or items of one) asked at the same time unless a setting says otherwise; and a variable of others that says it too. */
  readonly workers?: { readonly preset: number; readonly alias?: string }
  /** Silver rows that one record may bring, where they are many: then fewer records are committed and loaded at once. */
  readonly rowsPerRecord?: number
  /** The limit family its requests count in; the venue's first where it names none. */
  readonly family?: string
  /** Which wishes of the user it can grant; one that it cannot is refused. */
  readonly accepts: readonly Exclude<Option, 'limit'>[]
  /** What `--limit N` counts: its own records, or the markets or traders that its plan asks for. Without it, N is refused. */
  readonly limitBy?: 'records' | 'markets' | 'traders'
  /** What the resource's time line means: `created` walks are facts, `updated` walks see changes. */
  readonly axis: 'created' | 'updated'
  plan(context: PlanContext): Promise<Plan>
  pages(slice: Slice, io: Io, known: Known): AsyncGenerator<Page>
  /** For walks newest first: the part of a slice before an instant, so that an idle worker can walk it meanwhile. */
  split?(slice: Slice, at: Micros): Slice
  /** Whether slices with these params lie on the resource's one time line; those of named markets lie beside it. */
  line?(params: Readonly<Record<string, string>>): boolean
  /** Whether a slice with these params that begins at 0 reads all of the resource, so that older doubts are settled. */
  whole?(params: Readonly<Record<string, string>>): boolean
  /** What the venue itself says that must fit to what is held; asked by `verify`. */
  readonly checks?: readonly Check[]
  /** The record's fields that we read, with their JSON types for DuckDB's from_json; what is not named is drift. */
  readonly raw: Readonly<Record<string, string>>
  /** Fields that are known and not read, so that the drift radar stays quiet about them. */
  readonly ignored: readonly string[]
  /** Fields that the venue leaves out or nulls by its own word: their absence is no drift. */
  readonly optional?: readonly string[]
  /** The record is a map by names of things, so its keys are no fields and say nothing about drift. */
  readonly isMap?: boolean
  /** Older spellings, newest era first: what stands in for a field that a record of that era lacks. */
  readonly eras?: readonly Era[]
  /** What a record means, per silver table. */
  readonly silver: Readonly<Record<string, Meaning>>
}

/** Compares what is held with what the venue says. */
export type Check = (context: CheckContext) => Promise<{
  /** What was compared, in a sentence for people. */
  readonly compared: string
  /** Where the two disagree. */
  readonly claims: readonly Claim[]
}>

export type CheckContext = { readonly io: Io; readonly known: Known; readonly progress: readonly SliceProgress[] }

/** A disagreement; with a window of the time line where asking for it again would mend it. */
export type Claim = { readonly place: string; readonly what: string; readonly window?: Span }

/** A payload version: until that date the venue sent other fields; each gives a field of today as SQL over `raw`. */
export type Era = { readonly until: string; readonly gives: Readonly<Record<string, Sql>> }

/** What a record means for one silver table: each column as SQL over the columns of `raw`, nothing else. */
export type Meaning = {
  /** The relation the columns are read from: `raw`, or `raw` with a list unnested. */
  readonly from?: Sql
  /** Which records have a row here. */
  readonly where?: Sql
  readonly columns: Readonly<Record<string, Sql>>
  /** A reason to refuse the record beyond the table's contract, or null. */
  readonly reject?: Sql
}

export type Venue = {
  readonly name: string
  readonly title: string
  /** Where its APIs are. A limit family that names none belongs to the first. */
  readonly hosts: readonly Host[]
  /** A key that the venue takes and reading does not need: the variable that holds it, and the headers that carry it. */
  readonly key?: {
    readonly env: string
    readonly doc: string
    headers(key: string): Readonly<Record<string, string>>
  }
  /** Set where records do not say that trading has ended: then a market is closed once its closing time has come. */
  readonly closesByClock?: boolean
  /** The venue's limits by family of endpoints. A resource that names none belongs to the first. */
  readonly limits: Readonly<Record<string, Limit & { readonly doc: string; readonly host?: string }>>
  readonly resources: readonly Resource[]
}

/** A server of a venue. */
export type Host = {
  readonly name: string
  /** Base address, and the environment variable that overrides it. Without one the user must name it: nobody serves it any more. */
  readonly url?: string
  readonly env: string
  /** A cheap path to ask when only the venue's clock is wanted. */
  readonly clockPath: string
}

/** In any window w at most burst + rate × w requests, the rate being requests / windowSeconds. */
export type Limit = { readonly requests: number; readonly windowSeconds: number; readonly burst: number }

/** Requests a second over time. */
export function rateOf({ requests, windowSeconds }: Limit): number {
  return requests / windowSeconds
}

/** The limit family that a resource's requests count in. */
export function familyOf(venue: Venue, resource: Resource): string {
  return resource.family ?? Object.keys(venue.limits)[0]!
}

/** The server that a resource is asked from. */
export function hostOf(venue: Venue, resource: Resource): Host {
  const { host } = venue.limits[familyOf(venue, resource)]!
  return venue.hosts.find(({ name }) => name === (host ?? venue.hosts[0]!.name))!
}

/** The setting that holds a server's address: `kalshi.url`, or `polymarket.gamma.url` where a venue has several. */
export function addressOf({ name, hosts }: Venue, host: Host): string {
  return hosts.length === 1 ? `${name}.url` : `${name}.${host.name}.url`
}

/** Checks a venue's definition once, at import, and freezes it. */
export function defineVenue(venue: Venue): Venue {
  const names = venue.resources.map((r) => r.name)
  if (new Set(names).size !== names.length) throw new Error(`venue ${venue.name}: two resources share a name`)
  if (Object.keys(venue.limits).length === 0) throw new Error(`venue ${venue.name}: expected at least one limit family`)
  const lost = venue.resources.find((r) => venue.limits[familyOf(venue, r)] === undefined)
  if (lost !== undefined) throw new Error(`${venue.name}/${lost.name}: there is no limit family ${lost.family}`)
  const astray = venue.resources.find((r) => hostOf(venue, r) === undefined)
  if (astray !== undefined) throw new Error(`${venue.name}/${astray.name}: its limit family names no host of the venue`)
  return Object.freeze(venue)
}

/** Freezes a resource's definition. */
export function defineResource(resource: Resource): Resource {
  return Object.freeze(resource)
}

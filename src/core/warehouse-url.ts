/** What a warehouse's URL looks like: the scheme says which engine keeps the rows. */
export const WAREHOUSE_URL = /^(duckdb:|postgres(ql)?:\/\/|clickhouses?:\/\/)./

/** The same for people. */
export const WAREHOUSE_URLS =
  'duckdb:PATH, postgres://USER:PASSWORD@HOST/DATABASE or clickhouse://USER:PASSWORD@HOST:PORT (clickhouses:// with TLS)'

/** Whether the warehouse is a file, which only one process can hold, and not a server. */
export function isFile(url: string): boolean {
  return url.startsWith('duckdb:')
}

/** A URL as it may be shown: without its password. */
export function shownUrl(url: string): string {
  return url.replace(/^([a-z]+:\/\/[^/@:]*):[^@/]*@/, '$1:…@')
}

import { inject } from 'vitest'

/** A warehouse's engine, by the name of its folder under `src/warehouse`. */
export type EngineName = 'duckdb' | 'postgres' | 'clickhouse'

/** The engines that this run tests: what holds for one must hold for all. */
export const ENGINES: readonly EngineName[] = [
  'duckdb',
  ...(inject('postgres') === undefined ? [] : ['postgres' as const]),
  ...(inject('clickhouse') === undefined ? [] : ['clickhouse' as const]),
]

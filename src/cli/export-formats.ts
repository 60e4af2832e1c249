/** How tables can be written. */
export const EXPORT_FORMATS = ['parquet', 'csv', 'ndjson'] as const

export type ExportOptions = {
  readonly to: string
  readonly format: (typeof EXPORT_FORMATS)[number]
  readonly since?: string
  readonly until?: string
  readonly overwrite?: boolean
}

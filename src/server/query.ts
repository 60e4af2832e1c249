import { z } from '@hono/zod-openapi'
import { instantOf } from '../core/instant.ts'

/** Text of a request: bounded, without control characters. */
export function word(most: number): z.ZodString {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const control = /^[^\u0000-\u001f\u007f]*$/
  return z.string().min(1).max(most, `expected at most ${most} characters`).regex(control, 'no control characters')
}

/** Ids of markets and traders are no longer than this at any venue. */
export const id = word(300)

export const venue = word(40).openapi({ description: 'One venue only, such as kalshi.', example: 'kalshi' })

export const when = z
  .string()
  .max(40)
  .transform((text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text))
  .refine((text) => instantOf(text) !== undefined, 'expected an ISO date or instant, such as 2026-01-31T12:00:00Z')
  .openapi({ format: 'date-time', example: '2026-01-31T12:00:00Z', type: 'string' })

export const span = {
  since: when.optional().openapi({ description: 'From this instant on.' }),
  until: when.optional().openapi({ description: 'Before this instant.' }),
}

/** How many rows of a list come at once. */
export function limit(preset: number, most: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, 'expected a whole number')
    .transform(Number)
    .refine((n) => n >= 1 && n <= most, `expected 1 to ${most}`)
    .default(preset)
    .openapi({ type: 'integer', minimum: 1, maximum: most, default: preset, description: 'Rows at most.' })
}

export const cursor = z
  .string()
  .max(4000)
  .regex(/^[\w-]+$/, 'expected the `next` of a page before')
  .openapi({ description: 'The `next` of the page before.' })

export const FORMATS = ['json', 'ndjson', 'csv', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

export const format = z
  .enum(FORMATS)
  .openapi({ description: 'How the rows come; otherwise by the Accept header, otherwise json.' })

/** One of some words. */
export function choice<const T extends [string, ...string[]]>(words: T, doc: string) {
  return z.enum(words).openapi({ description: doc })
}

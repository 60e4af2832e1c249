import { z } from '@hono/zod-openapi'
import type { Column } from '../core/table.ts'
import type { Columns } from './reader.ts'

/** How a column's values look in JSON: exact numbers are text, so that no digit is lost. */
function cell({ type, doc, nullable, oneOf }: Column): z.ZodType {
  const plain = type === 'boolean' ? z.boolean() : text(type, oneOf)
  return (nullable === true ? plain.nullable() : plain).openapi({ description: doc })
}

function text(type: Column['type'], oneOf: readonly string[] | undefined): z.ZodType {
  if (oneOf !== undefined) return z.enum(oneOf as [string, ...string[]])
  if (type === 'instant') return z.string().openapi({ format: 'date-time' })
  if (type === 'integer') return z.string().openapi({ format: 'int64' })
  return type === 'text' || type === 'json' ? z.string() : z.string().openapi({ format: 'decimal' })
}

/** The JSON object of a row of these columns. */
export function rowSchema(columns: Columns): z.ZodObject {
  return z.object(Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, cell(column)])))
}

const HEAD = {
  snapshot: z.string().openapi({ description: 'The snapshot that the answer is from.' }),
  published_at: z.string().openapi({ description: 'When it was published.', format: 'date-time' }),
  age_seconds: z.number().int().openapi({ description: 'How long ago that was.' }),
  sql: z.string().openapi({ description: 'The statement that gives the same with "oddslake query".' }),
}

/** The envelope of a list. */
export function listSchema(row: z.ZodType): z.ZodObject {
  const next = z.string().nullable().openapi({ description: 'Give it as `cursor` for the next page; null at the end.' })
  return z.object({ ...HEAD, rows: z.array(row), next })
}

/** The envelope of a single thing. */
export function oneSchema(row: z.ZodType): z.ZodObject {
  return z.object({ ...HEAD, row })
}

export const PROBLEM = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'What is wrong and what to do about it.' }),
    instance: z.string(),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.' })

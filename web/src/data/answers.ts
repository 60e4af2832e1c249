import { keepPreviousData, QueryClient, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type Query, route } from './address.ts'
import type { Envelope, One, Rows } from './contract.ts'

/** What the API refuses or cannot do, in its own words (RFC 9457). */
export class Problem extends Error {}

/** A question to the API: its path, step by step, and the words of its query. */
export type Question = { readonly steps: readonly string[]; readonly query?: Query }

/** A snapshot is replaced by a sync; asking again costs a 304 where it has not been. */
const FRESH_MS = 30_000

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      refetchInterval: FRESH_MS * 2,
      // What the API has said is an answer; only one that did not come is asked for again.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem),
    },
  },
})

async function ask<Answer extends Envelope>({ steps, query }: Question, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(route(steps, query), { signal, headers: { accept: 'application/json' } })
  if (response.ok) return (await response.json()) as Answer
  const problem = await response.json().catch(() => ({}))
  const { title = response.statusText, detail = '' } = problem as { title?: string; detail?: string }
  throw new Problem([title, detail].filter((text) => text !== '').join(': '))
}

/** The rows of a list. While another list is asked for, the one before stays in view. */
export function useRows<Row>(question: Question) {
  return useQuery({
    queryKey: ['rows', question.steps, question.query],
    queryFn: ({ signal }) => ask<Rows<Row>>(question, signal),
    placeholderData: keepPreviousData,
  })
}

/** A single thing. */
export function useOne<Row>(question: Question) {
  return useQuery({
    queryKey: ['one', question.steps, question.query],
    queryFn: ({ signal }) => ask<One<Row>>(question, signal),
  })
}

/** A long list, page by page. */
export function usePages<Row>({ steps, query }: Question) {
  return useInfiniteQuery({
    queryKey: ['pages', steps, query],
    queryFn: ({ signal, pageParam }) =>
      ask<Rows<Row>>({ steps, query: { ...query, ...(pageParam !== '' && { cursor: pageParam }) } }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    // A list that somebody is half-way through does not change below them.
    refetchInterval: false,
  })
}

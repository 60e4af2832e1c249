import type { Answer } from '../world.ts'

const STALE_FOR = 15_000_000
const MOST = 2_000

/** Remembers answers, as a cache in front of the service does. Holds no bytes of its own: pages are slices. */
export interface Memory {
  keep(request: string, answer: Answer, now: number): void
  /** The answer to the same request of up to 15 seconds ago in the world's time. */
  stale(request: string, now: number): Answer | null
  /** The page that handed out a cursor within this walk. */
  pageBefore(walk: string, cursor: string): Answer | null
  keepPage(walk: string, answer: Answer): void
}

export function createMemory(): Memory {
  const answers = new Map<string, { answer: Answer; at: number }>()
  const pages = new Map<string, Answer>()
  return {
    keep(request, answer, at) {
      const known = answers.get(request)
      if (known === undefined || at - known.at > STALE_FOR) remember(answers, request, { answer, at })
    },
    stale(request, now) {
      const known = answers.get(request)
      return known !== undefined && now - known.at <= STALE_FOR ? known.answer : null
    },
    pageBefore: (walk, cursor) => pages.get(`${walk} ${cursor}`) ?? null,
    keepPage(walk, answer) {
      if (answer.cursor) remember(pages, `${walk} ${answer.cursor}`, answer)
    },
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > MOST) map.delete(map.keys().next().value!)
}

import type { Answer } from '../world.ts'

const STALE_FOR = 15_000_000
const MOST = 2_000

/** Remembers answers, as a cache in front of the service does. Holds no bytes of its own: pages are slices. */
export interface Memory {
  keep(request: string, answer: Answer, now: number): void
  /** The answer to the same request of up to 15 seconds ago in the world's time. */
  stale(request: string, now: number): Answer | null
  /** The page that handed out a cursor within this walk; the one answered before, where pages hand out none. */
  pageBefore(request: Place, cursor: string): Answer | null
  keepPage(request: Place, answer: Answer): void
}

/** A request, and the walk it belongs to. */
export interface Place {
  readonly walk: string
  readonly name: string
}

interface Latest {
  readonly name: string
  readonly answer: Answer
  readonly before: Answer | null
}

export function createMemory(): Memory {
  const answers = new Map<string, { answer: Answer; at: number }>()
  const pages = new Map<string, Answer>()
  const latest = new Map<string, Latest>()
  return {
    keep(request, answer, at) {
      const known = answers.get(request)
      if (known === undefined || at - known.at > STALE_FOR) remember(answers, request, { answer, at })
    },
    stale(request, now) {
      const known = answers.get(request)
      return known !== undefined && now - known.at <= STALE_FOR ? known.answer : null
    },
    pageBefore({ walk, name }, cursor) {
      const last = latest.get(walk)
      return pages.get(`${walk} ${cursor}`) ?? (last?.name === name ? last.before : last?.answer) ?? null
    },
    keepPage({ walk, name }, answer) {
      if (answer.cursor !== undefined) {
        if (answer.cursor !== '') remember(pages, `${walk} ${answer.cursor}`, answer)
        return
      }
      const last = latest.get(walk)
      const before = last === undefined || last.name === name ? (last?.before ?? null) : last.answer
      remember(latest, walk, { name, answer, before })
    },
  }
}

function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size > MOST) map.delete(map.keys().next().value!)
}

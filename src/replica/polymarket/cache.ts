import type { Answer, World } from '../world.ts'

const MOST = 5_000

/**
 * A world behind a cache: an address gets the same answer for as long as its `max-age` says, in the world's time. What
 * was refused is not kept, and an unknown parameter makes another address.
 */
export function behindCache(world: World): World {
  const kept = new Map<string, { answer: Answer; until: number }>()
  return {
    ...world,
    answer(request, twist) {
      const address = `${request.path}?${request.query}`
      const known = kept.get(address)
      if (request.method === 'GET' && known !== undefined && world.clock.now() < known.until) return known.answer
      const answer = world.answer(request, twist)
      const seconds = Number(/max-age=(\d+)/.exec(answer.headers['cache-control'] ?? '')?.[1] ?? 0)
      if (request.method !== 'GET' || answer.status !== 200 || seconds === 0) return answer
      if (kept.size === MOST) kept.clear()
      kept.set(address, { answer, until: world.clock.now() + seconds * 1_000_000 })
      return answer
    },
  }
}

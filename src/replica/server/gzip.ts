import { gzipSync } from 'node:zlib'
import type { Answer, World } from '../world.ts'

/** A world whose answers are compressed where the request wants it: faults then spoil what really goes out. */
export function compressing(world: World): World {
  return {
    ...world,
    answer(request, twist) {
      const answer = world.answer(request, twist)
      return request.gzip === true ? compress(answer) : answer
    },
  }
}

function compress(answer: Answer): Answer {
  if (answer.body.length === 0) return answer
  const body = gzipSync(Buffer.concat(answer.body as Uint8Array[]), { level: 1 })
  return {
    ...answer,
    headers: { ...answer.headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
    body: [body],
  }
}

import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Delivery } from '../faults/faults.ts'
import type { Answer } from '../world.ts'

const DROPS = 12
const DROP_MILLIS = 20

/** Writes an answer to the socket. The `Date` header follows the world's clock. */
export async function deliver(response: ServerResponse, { answer, manner }: Delivery, now: number): Promise<void> {
  const length = answer.body.reduce((sum, piece) => sum + piece.length, 0)
  response.sendDate = false
  response.writeHead(answer.status, {
    ...answer.headers,
    date: new Date(now / 1000).toUTCString(),
    'content-length': length,
  })
  if (manner === 'slow') return drip(response, answer)
  if (manner === 'reset') return breakOff(response, answer)
  // A single write when there is one piece; else the pieces leave together at the end of this turn.
  for (let i = 0; i < answer.body.length - 1; i++) response.write(answer.body[i]!)
  response.end(answer.body.at(-1))
}

async function drip(response: ServerResponse, { body }: Answer): Promise<void> {
  const whole = Buffer.concat(body as Uint8Array[])
  const size = Math.max(1, Math.ceil(whole.length / DROPS))
  for (let at = 0; at < whole.length && !response.destroyed; at += size) {
    response.write(whole.subarray(at, at + size))
    await wait(DROP_MILLIS)
  }
  response.end()
}

/** Sends half of the body, makes sure that it left, then resets the connection. */
async function breakOff(response: ServerResponse, { body }: Answer): Promise<void> {
  const whole = Buffer.concat(body as Uint8Array[])
  await new Promise<void>((resolve) => response.write(whole.subarray(0, Math.floor(whole.length / 2)), () => resolve()))
  await wait(DROP_MILLIS)
  response.socket?.resetAndDestroy()
}

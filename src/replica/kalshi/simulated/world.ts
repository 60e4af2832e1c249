import { random } from '../../economy/random.ts'
import type { SimulatedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import { BASE } from '../base.ts'
import { openLibrary } from '../library.ts'
import { insertTrades } from './insert.ts'
import { openParts } from './open.ts'
import { openSource } from './source.ts'
import { truthTables } from './truth.ts'

export function simulatedWorld(options: SimulatedOptions): World {
  const parts = openParts(options)
  const library = openLibrary(openSource(parts), parts.clock)
  const stream = random(options.seed, 'inserts')
  return {
    clock: parts.clock,
    answer: (request, twist) => route(library, BASE, request, twist),
    insertTrades: (count) => insertTrades({ parts, tape: library.tape, stream, count }),
    truth: truthTables(parts),
  }
}

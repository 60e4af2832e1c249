import { table } from '../../truth/gold.ts'
import type { TruthTable } from '../../world.ts'
import type { Parts } from './parts.ts'

/** What a mirror must hold, straight from the economy: nothing here passes through what the API sends. */
export function truthTables({ share, chain, events, markets, clock }: Parts): TruthTable[] {
  return [
    table('twins', ['question', 'condition_id', 'event_id'], function* () {
      for (const index of share.questions) {
        if (markets.createdAt(markets.rowOf(index)!) > clock.now()) continue
        const { event } = share.question(index)!
        yield [index, chain.conditionId(index), events.idOf(events.rowOf(event.index)!)]
      }
    }),
  ]
}

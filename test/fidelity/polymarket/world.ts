import type { Scene } from '../judge.ts'
import { instantOf, type Row } from '../wire.ts'

/** The world's present, in seconds since 1970. */
export const present = ({ replica }: Scene) => replica.world.clock.now() / 1e6

/** Conditions made more than an hour ago: by then the CLOB knows them, too. */
export function listed(scene: Scene): Set<string> {
  const before = instantOf(present(scene) - 3_600)
  const markets = scene.truth('markets').filter((row) => row.created_at! < before)
  return new Set(markets.map((row) => row.market_id!))
}

/** Books of these conditions, one for each token. */
export function books(scene: Scene): Row[] {
  const ids = listed(scene)
  return scene.truth('books').filter((row) => ids.has(row.market_id!))
}

/** One in twenty of them. */
export function someBooks(scene: Scene): Row[] {
  return books(scene).filter((_, i) => i % 20 === 0)
}

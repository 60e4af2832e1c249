import type { Scene } from '../judge.ts'
import { instantOf, type Row } from '../wire.ts'

/** Where most lists hold the cursor, and how they end. */
export const PAGES = { next: 'cursor', end: '' }

const DAY = 86_400

/** The world's present, in seconds since 1970. */
export const present = ({ replica }: Scene) => replica.world.clock.now() / 1e6

/** 60 days before the present, at midnight UTC. */
export const cutoff = (scene: Scene) => instantOf((Math.floor(present(scene) / DAY) - 60) * DAY)

/** Settled before the cutoff. */
export function isArchived(scene: Scene, { resolved_at }: Row): boolean {
  return resolved_at !== '' && resolved_at! < cutoff(scene)
}

/** A table of the truth with that of the combinations. */
export function both(scene: Scene, table: string): Row[] {
  return [...scene.truth(table), ...scene.truth(`mve_${table}`)]
}

import { wordOf } from '../../economy/random.ts'
import { dashed } from '../uuid.ts'

/** The UUID of a thing that a path names, such as `'milestone', 7`. */
export function uuidOf(seed: number, ...path: (string | number)[]): string {
  return dashed(
    [0, 1, 2, 3]
      .map((i) =>
        wordOf(seed, ...path, i)
          .toString(16)
          .padStart(8, '0'),
      )
      .join(''),
  )
}

import { mix, random, wordOf } from '../../economy/random.ts'
import { first } from '../../search.ts'
import type { Millis } from '../library.ts'
import { createIds } from './ids.ts'

/** The users of a world, oldest first. What changes about them is a function of the time. */
export interface People {
  readonly count: number
  readonly createdAt: Float64Array
  id(user: number): string
  find(id: string): number | null
  /** How many there are at a time. */
  countAt(at: Millis): number
  /** Somebody who is there at a time; a few do most of it. */
  draw(at: Millis, uniform: number): number
  name(user: number, at: Millis): string
  username(user: number, at: Millis): string
  isDeleted(user: number, at: Millis): boolean
  isAnonymous(user: number, at: Millis): boolean
  isBot(user: number): boolean
}

const OLDEST = Date.UTC(2021, 11, 14)

const FIRST_NAMES =
  'Ada Béla Chloé Dmitri Eşref Fatima Gunnar Hồng Ingrid José Kwame Łukasz Márta Ngozi Øystein Priya 秀英 Renée Søren Tomek'.split(
    ' ',
  )
const LAST_NAMES =
  'O\'Neill Groß Nguyễn Þórsdóttir "Ace" Smith Müller García Kowalska Иванов Okafor Brown-Lee Van_Dyke'.split(' ')

export function drawPeople({
  seed,
  count,
  start,
  horizon,
}: {
  seed: number
  count: number
  start: Millis
  horizon: Millis
}): People {
  const ids = createIds(seed, 'user')
  const salt = wordOf(seed, 'people')
  const stream = random(seed, 'people')
  const old = Math.max(1, Math.ceil(count * 0.75))
  const createdAt = Float64Array.from({ length: count }, (_, i) =>
    Math.floor(i < old ? stream.between(OLDEST, start) : stream.between(start, horizon)),
  ).sort()
  // Imported in one batch: two accounts of one millisecond.
  for (let i = 7; i < count; i += 331) createdAt[i] = createdAt[i - 1]!
  createdAt[0] = OLDEST
  const id = (user: number) => ids.text(user, 27) + (user % 3 === 0 ? '1' : '2')
  const word = (user: number, salt2: number) => mix(mix(salt, user), salt2)
  /** The moment of a change that happens to a few users, spread over the time since the world began. */
  const moment = (user: number, kind: number) => start + (word(user, kind) / 2 ** 32) * (horizon - start)
  const isAnonymous = (user: number, at: Millis) => user % 211 === 5 && at >= moment(user, 3)
  return {
    count,
    createdAt,
    id,
    find(text) {
      const user = ids.index(text)
      return user >= 0 && user < count && id(user) === text ? user : null
    },
    countAt: (at) => first(count, (i) => createdAt[i]! > at),
    draw(at, uniform) {
      const there = Math.max(
        1,
        first(count, (i) => createdAt[i]! >= at),
      )
      return Math.floor(there * uniform ** 3)
    },
    isAnonymous,
    isDeleted: (user, at) => isAnonymous(user, at) || (user % 97 === 13 && at >= moment(user, 1)),
    isBot: (user) => user % 29 === 3,
    name(user, at) {
      if (isAnonymous(user, at)) return `Deleted User ${ids.text(user, 16).slice(12)}`
      const [a, b] = [FIRST_NAMES[word(user, 5) % FIRST_NAMES.length]!, LAST_NAMES[word(user, 6) % LAST_NAMES.length]!]
      return user % 53 === 7 && at >= moment(user, 2) ? `${b} (${a})` : user % 5 === 0 ? a : `${a} ${b}`
    },
    username(user, at) {
      if (isAnonymous(user, at)) return `deleted_${ids.text(user, 20).slice(12)}`
      const base = `user${ids.text(user, 6)}`
      return user % 53 === 7 && at >= moment(user, 2) ? `${base}_new` : base
    },
  }
}

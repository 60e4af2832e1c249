import { mix } from '../../economy/random.ts'

/** What a trader tells about themselves: mostly nothing, and nothing that is true. */
export interface Person {
  readonly name: string
  readonly pseudonym: string
}

const MANNERS = 'Limping Trivial Rowdy Quiet Amber Hasty Frosty Gentle Crooked Distant Humble Velvet'.split(' ')
const THINGS = 'Semicolon Gopher Tenement Lantern Walnut Harbour Ferry Pebble Abacus Thistle Kettle Comet'.split(' ')
const NAMES = [
  'grenadine',
  'Zoë',
  'bet"quote',
  'back\\slash',
  '0xTrader',
  'łukasz',
  '🐙',
  'Ann-Marie',
  '秀英',
  'no name ',
]

export function personOf(trader: number): Person {
  const word = mix(trader, 77)
  const name = NAMES[word % NAMES.length]!
  return {
    name: word % 5 < 2 ? `${name}${trader}` : '',
    pseudonym:
      word % 7 === 0 ? '' : `${MANNERS[(word >>> 8) % MANNERS.length]}-${THINGS[(word >>> 16) % THINGS.length]}`,
  }
}

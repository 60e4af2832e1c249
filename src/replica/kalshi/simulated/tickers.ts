import type { Economy } from '../../economy/economy.ts'
import { mix, wordOf } from '../../economy/random.ts'
import type { EconomyEvent, Micros, Series } from '../../economy/types.ts'

export interface Tickers {
  readonly series: readonly string[]
  readonly events: readonly string[]
  readonly markets: readonly string[]
  /** Only of combinations; empty for others. */
  readonly collections: readonly string[]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** Names as the exchange gives them, with its exceptions: old events without KX, series that share no prefix. */
export function nameAll(economy: Economy): Tickers {
  const series = economy.series.map(({ code }) => `KX${code}`)
  const taken = new Set<string>()
  const collections: string[] = []
  const markets: string[] = []
  const events = economy.events.map((event) => {
    const isCombo = event.questions[0]!.legs !== undefined
    const word = mix(wordOf(economy.seed, 'ticker'), event.index)
    const wanted = isCombo ? nameOfCombo(event, word) : nameOfEvent(event, oldest(economy))
    const name = takeFree(taken, wanted)
    collections.push(isCombo ? `${series[event.series.index]}-R` : '')
    for (const question of event.questions) {
      markets.push(isCombo ? `${name}-${hex(mix(word, 7), mix(word, 8)).slice(0, 11)}` : joinCode(name, question.code))
    }
    return name
  })
  return { series, events, markets, collections }
}

function oldest({ until }: Economy): Micros {
  return until - 75 * 86_400_000_000
}

function nameOfEvent(event: EconomyEvent, oldBefore: Micros): string {
  const { series, timeline } = event
  const date = dateCode(series, timeline.closesAt)
  // One series in nine was renamed: its older events kept the name from before KX.
  const wasRenamed = series.index % 9 === 4
  const sharesNothing = series.index % 17 === 5
  const prefix = sharesNothing
    ? `KX${series.code.split('').reverse().join('').replaceAll('-', '')}`
    : `KX${series.code}`
  return `${wasRenamed && timeline.closesAt < oldBefore ? series.code : prefix}-${date}${event.code}`
}

function dateCode({ frequency, kind }: Series, at: Micros): string {
  const time = new Date(at / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const year = two(time.getUTCFullYear() % 100)
  const month = MONTHS[time.getUTCMonth()]!
  const day = two(time.getUTCDate())
  if (frequency === 'annual') return year
  if (frequency === 'monthly' || frequency === 'one_off') return year + month
  if (frequency === 'custom' && kind !== 'field')
    return year + month + day + two(time.getUTCHours()) + two(time.getUTCMinutes())
  return year + month + day
}

function nameOfCombo({ series, timeline }: EconomyEvent, word: number): string {
  const year = new Date(timeline.createdAt / 1000).getUTCFullYear()
  return `KX${series.code}-S${year}${hex(word, mix(word, 1)).slice(0, 11)}`
}

function joinCode(event: string, code: string): string {
  return code === '' ? event : `${event}-${code}`
}

function takeFree(taken: Set<string>, wanted: string): string {
  let name = wanted
  for (let i = 2; taken.has(name); i++) name = `${wanted}${i}`
  taken.add(name)
  return name
}

function hex(...words: number[]): string {
  return words
    .map((word) => word.toString(16).padStart(8, '0'))
    .join('')
    .toUpperCase()
}

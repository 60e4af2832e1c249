import type { Kind } from './types.ts'

/** A recipe for series. `{s}` in a title is the subject the series is about, taken from its pool. */
export interface Template {
  readonly category: string
  readonly code: string
  readonly title: string
  readonly pool: 'places' | 'leagues' | 'people' | 'works' | 'assets' | 'measures' | 'offices' | 'companies'
  readonly kind: Kind
  readonly frequency: string
  readonly lifeDays: number
  /** Share of all events. */
  readonly share: number
  /** How lively its trading is. */
  readonly popularity: number
  readonly tags: readonly string[] | null
  readonly unit?: string
  readonly base?: number
  readonly step?: number
}

type Rest = Pick<Template, 'share' | 'popularity' | 'tags'> & Partial<Pick<Template, 'unit' | 'base' | 'step'>>

function template(head: string, kind: Kind, lifeDays: number, rest: Rest): Template {
  const [category, code, title, pool, frequency] = head.split('|') as [string, string, string, Template['pool'], string]
  return { category, code, title, pool, kind, frequency, lifeDays, ...rest }
}

const sport = { tags: ['Basketball', 'Baseball'], share: 20, popularity: 6 }

export const TEMPLATES: readonly Template[] = [
  template('Sports|GAME|{s} game|leagues|custom', 'match', 3, sport),
  template('Sports|SPREAD|{s} spread|leagues|custom', 'ladder', 2, {
    ...sport,
    share: 8,
    unit: ' points',
    base: 1.5,
    step: 3,
  }),
  template('Sports|CHAMP|{s} champion|leagues|annual', 'field', 160, { ...sport, share: 2 }),
  template('Sports|TOTAL|{s}: total points|leagues|custom', 'ladder', 2, {
    ...sport,
    share: 6,
    unit: ' points',
    base: 180.5,
    step: 5,
  }),
  template('Climate and Weather|HIGH|Highest temperature in {s}|places|daily', 'buckets', 1.6, {
    tags: ['Daily temperature'],
    share: 12,
    popularity: 1.2,
    unit: '°',
    base: 58,
    step: 2,
  }),
  template('Climate and Weather|RAIN|Rain in {s}|places|daily', 'single', 1.2, {
    tags: null,
    share: 4,
    popularity: 0.4,
  }),
  template('Crypto|D|{s} price today|assets|daily', 'buckets', 1, {
    tags: ['Hourly', 'Bitcoin'],
    share: 8,
    popularity: 3,
    unit: '',
    base: 57400,
    step: 250,
  }),
  template('Crypto|15M|{s} price up in the next 15 minutes|assets|custom', 'single', 0.02, {
    tags: ['15 min'],
    share: 12,
    popularity: 2,
  }),
  template('Economics|CPI|{s} inflation|places|monthly', 'ladder', 45, {
    tags: ['Inflation'],
    share: 3,
    popularity: 1.5,
    unit: '%',
    base: 2.1,
    step: 0.1,
  }),
  template('Economics|U3|{s} unemployment|places|monthly', 'ladder', 60, {
    tags: ['Jobs & Economy'],
    share: 2,
    popularity: 1,
    unit: '%',
    base: 3.9,
    step: 0.1,
  }),
  template('Economics|FED|{s} decision|offices|custom', 'field', 50, {
    tags: ['Fed', 'Central Banks'],
    share: 1,
    popularity: 5,
  }),
  template('Politics|APPROVE|Approval of {s}|people|weekly', 'buckets', 8, {
    tags: ['Approval'],
    share: 3,
    popularity: 1,
    unit: '%',
    base: 39,
    step: 1,
  }),
  template('Politics|LEAVE|{s} leaves office|people|one_off', 'single', 300, { tags: null, share: 2, popularity: 1 }),
  template('Elections|SENATEMID-25|Election for {s}|places|one_off', 'field', 400, {
    tags: ['US Elections'],
    share: 2,
    popularity: 8,
  }),
  template('Entertainment|RT|Rotten Tomatoes score of {s}|works|one_off', 'ladder', 12, {
    tags: ['Movies'],
    share: 3,
    popularity: 0.8,
    unit: '',
    base: 60,
    step: 5,
  }),
  template('Entertainment|TOPSONG|{s} tops the chart|works|weekly', 'field', 9, {
    tags: ['Music', 'Charts'],
    share: 3,
    popularity: 0.9,
  }),
  template('Entertainment|MENTION|What will {s} say?|people|custom', 'field', 2, {
    tags: ['Mentions'],
    share: 3,
    popularity: 1.4,
  }),
  template('Science and Technology|ANNOUNCE|{s} announces a new product|companies|one_off', 'single', 120, {
    tags: ['AI'],
    share: 2,
    popularity: 0.7,
  }),
  template('Companies|IPO|{s} goes public|companies|one_off', 'single', 220, { tags: null, share: 2, popularity: 0.5 }),
  template('Financials|INX|{s} close|measures|daily', 'buckets', 1, {
    tags: ['S&P', 'Nasdaq'],
    share: 5,
    popularity: 2,
    unit: '',
    base: 5600,
    step: 25,
  }),
  template('World|CEASE|Ceasefire in {s}|places|one_off', 'single', 180, {
    tags: ['"Foreign" policy'],
    share: 1,
    popularity: 1.2,
  }),
]

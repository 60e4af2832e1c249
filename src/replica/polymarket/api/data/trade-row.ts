import { mix } from '../../../economy/random.ts'
import { DAY, MINUTE, type Micros, SECOND } from '../../../economy/types.ts'
import type { Leg } from '../../accounts/legs.ts'
import { personOf } from '../../accounts/person.ts'
import type { Condition, Trading } from '../../library.ts'

/** The share of trades whose row is served before it is known which outcome and event it belongs to. */
const LATE = 0.1
/** Stands for an outcome that is not known yet. */
export const UNKNOWN_OUTCOME = 999

/** Whether a trade's row has got its outcome and event by now: some take minutes, few a day. */
function isEnriched({ tape }: Trading, { entry, at }: Leg, now: Micros): boolean {
  const drawn = mix(tape.transaction(entry), UNKNOWN_OUTCOME) / 2 ** 32
  return drawn > LATE || now - at >= MINUTE + (drawn / LATE) ** 3 * DAY
}

/** One row of the tape, as the first Data API names its fields. Written out, since millions of them are made. */
export function tradeRow(trading: Trading, leg: Leg, now: Micros) {
  const { fill, at, entry } = leg
  const condition = trading.ofQuestion(trading.tape.question(entry))!
  const isKnown = isEnriched(trading, leg, now)
  const { name, pseudonym } = personOf(fill.trader)
  return {
    proxyWallet: trading.wallet(fill.trader),
    side: fill.isBuy ? 'BUY' : 'SELL',
    asset: condition.tokenIds[fill.outcome],
    conditionId: condition.conditionId,
    size: fill.size / 1_000_000,
    price: fill.price,
    timestamp: at / SECOND,
    title: condition.title,
    slug: condition.slug,
    icon: condition.icon,
    eventSlug: isKnown ? condition.eventSlug : '',
    outcome: condition.outcomes[fill.outcome],
    outcomeIndex: isKnown ? fill.outcome : UNKNOWN_OUTCOME,
    name,
    pseudonym,
    bio: '',
    profileImage: '',
    profileImageOptimized: '',
    transactionHash: trading.hash(trading.tape.transaction(entry)),
  }
}

export function texts({ title, slug, icon }: Condition) {
  return { title, slug, icon }
}

export function personFields(trader: number) {
  return { ...personOf(trader), bio: '', profileImage: '', profileImageOptimized: '' }
}

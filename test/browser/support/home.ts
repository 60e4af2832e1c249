import { VENUES } from '../../../src/venues/index.ts'
import { Mirror } from '../../contract/mirror.ts'
import type { Reply } from '../../failures/support/proxy.ts'

/** A title that would run a script in a page that took it for markup. */
export const EVIL = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script> & "quotes"'

const UNTIL = '2026-10-08'
const DAY = 86_400
const venueNamed = (name: string) => VENUES.find((venue) => venue.name === name)!

/** A home that mirrors two small worlds, one of them twice within a day, with a hostile title and a broken record. */
export async function mirrored(): Promise<{ readonly home: string; close(): Promise<void> }> {
  const kalshi = await Mirror.open(venueNamed('kalshi'), {
    world: { kind: 'simulated', trades: 500, markets: 60, seed: 4, days: 12, until: UNTIL, future: 2 },
  })
  const polymarket = await Mirror.open(venueNamed('polymarket'), {
    world: { kind: 'simulated', trades: 300, markets: 24, seed: 3, days: 8, until: UNTIL },
  })
  const home = await kalshi.home()
  const sync = async (mirror: Mirror, ...more: string[]) => {
    const { code, err } = await mirror.run(home, ['sync', mirror.venue.name, '--since', '2026-09-20', ...more])
    if (code !== 0) throw new Error(`sync ${mirror.venue.name} ended with ${code}: ${err}`)
  }
  kalshi.proxy.spoil('/markets', withEvilTitle)
  kalshi.proxy.spoil('/markets/trades', withBrokenPrice)
  await sync(kalshi)
  kalshi.replica.advance(DAY)
  await sync(kalshi)
  await sync(polymarket)
  return {
    home,
    async close() {
      await polymarket.close()
      await kalshi.close()
    },
  }
}

/** Gives the first market of a page the hostile title. */
function withEvilTitle(reply: Reply): Reply {
  const page = JSON.parse(reply.body.toString()) as { markets?: { title: string }[] }
  const [first] = page.markets ?? []
  if (first !== undefined) first.title = EVIL
  return { ...reply, body: Buffer.from(JSON.stringify(page)) }
}

/** Gives the first trade of a page a price that is none. */
function withBrokenPrice(reply: Reply): Reply {
  const page = JSON.parse(reply.body.toString()) as { trades?: { yes_price_dollars: string }[] }
  const [first] = page.trades ?? []
  if (first !== undefined) first.yes_price_dollars = 'dear'
  return { ...reply, body: Buffer.from(JSON.stringify(page)) }
}

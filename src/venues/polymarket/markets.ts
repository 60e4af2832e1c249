import { defineResource } from '../../core/source.ts'
import { catalogue } from './catalogue.ts'
import { marketMeaning, marketRecord } from './market-record.ts'

export const markets = defineResource({
  name: 'markets',
  doc: 'Markets with outcomes, prices and results. A delta reads all open ones, those that closed, and new ones; --full all.',
  asks: {
    endpoint: '/markets/keyset',
    paging: 'after_cursor',
    delta:
      'open ones each time; those not listed any more by id; closed ones created since; all closed ones every 7 days',
    proof: 'the venue gives no further cursor; every id that was open is open, closed or named as gone',
  },
  byDefault: true,
  family: 'gamma_markets',
  key: "payload->>'id'",
  accepts: ['market', 'status', 'chunk-size'],
  limitBy: 'records',
  ...catalogue({
    list: 'markets',
    open: ({ silver, waiting }) => `select distinct id from (
        select a.alias as id from ${silver('markets')} as m join ${silver('market_aliases')} as a using (venue, market_id)
          where m.venue = 'polymarket' and m.status = 'open' and a.kind = 'gamma'
        union all select payload->>'id' from ${waiting('markets')} where payload->>'closed' = 'false') where id is not null`,
  }),
  ...marketRecord,
  silver: marketMeaning,
})

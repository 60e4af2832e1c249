import { Chain, ClobClient, RfqClient } from '@polymarket/clob-client'
import { methodsOf, serve } from './serve.mjs'

const client = new ClobClient(process.argv[2], Chain.POLYGON)
const own = methodsOf(ClobClient).map((name) => [name, (...args) => client[name](...args)])
const rfq = methodsOf(RfqClient).map((name) => [`rfq.${name}`, (...args) => client.rfq[name](...args)])
serve(Object.fromEntries([...own, ...rfq]))

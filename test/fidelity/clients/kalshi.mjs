import * as kalshi from 'kalshi-typescript'
import { methodsOf, serve } from './serve.mjs'

const configuration = new kalshi.Configuration({ basePath: process.argv[2] })
const apis = Object.entries(kalshi).filter(([name]) => name.endsWith('Api'))
const methods = apis.flatMap(([name, Api]) => {
  const api = new Api(configuration)
  return methodsOf(Api).map((method) => [`${name}.${method}`, async (...args) => (await api[method](...args)).data])
})
serve(Object.fromEntries(methods))

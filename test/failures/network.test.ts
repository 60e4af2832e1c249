import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, expectClear, failures } from './support/command.ts'
import { instead } from './support/damage.ts'
import type { Damage } from './support/proxy.ts'
import { Scene } from './support/scene.ts'

const RESOURCES = ['series', 'events', 'markets', 'trades']
const RETRY =
  / after \d+ tries\. Run the same command again to continue; if it stays, check the network and the base address in ODDSLAKE_KALSHI_URL\.$/

/** Every resource failed in the same way, and was told once. */
function expectAll(ended: Ended, code: number, says: RegExp): void {
  expect(ended.code, ended.err).toBe(code)
  expectClear(ended)
  const told = failures(ended)
  expect(told.map((line) => /^kalshi\/(\w+)/.exec(line)?.[1])).toEqual(RESOURCES)
  for (const line of told) expect(line).toMatch(says)
}

describe('the network', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await Scene.open()
  })
  afterEach(() => scene.proxy.mend())
  afterAll(() => scene.close())

  it('that refuses connections is worth another try later', async () => {
    const home = await scene.folder()
    const free = await freePort()
    const ended = await scene.run(home, ['sync', 'kalshi'], {
      ODDSLAKE_KALSHI_URL: `http://127.0.0.1:${free}/trade-api/v2`,
    })
    expectAll(
      ended,
      75,
      new RegExp(`/historical/cutoff: expected an answer, got connect ECONNREFUSED 127.0.0.1:${free}`),
    )
    for (const line of failures(ended)) expect(line).toMatch(RETRY)
    expect(ended.err).toContain('Next: run the same command again later')
    await scene.heals(home)
  })

  it('that does not know the host is worth another try later', async () => {
    const home = await scene.folder()
    const ended = await scene.run(home, ['sync', 'kalshi'], {
      ODDSLAKE_KALSHI_URL: 'http://venue.invalid/trade-api/v2',
      ODDSLAKE_RETRY_ATTEMPTS: '1',
    })
    expectAll(ended, 75, /: expected an answer, got getaddrinfo (ENOTFOUND|EAI_AGAIN) venue\.invalid/)
    for (const line of failures(ended)) expect(line).toMatch(RETRY)
    await scene.heals(home)
  })

  const addresses: readonly { name: string; damage: Damage; says: RegExp }[] = [
    {
      name: '404',
      damage: instead(404, '404 page not found'),
      says: /expected 200, got 404 404 page not found\. Check the base address in ODDSLAKE_KALSHI_URL/,
    },
    {
      name: '401',
      damage: instead(401, '{"error":"unauthorized"}'),
      says: /expected 200, got 401 \{"error":"unauthorized"\}\. Check the base address in ODDSLAKE_KALSHI_URL, and that this network may use it\.$/,
    },
    {
      name: '403',
      damage: instead(403, '<html>Blocked</html>'),
      says: /expected 200, got 403 <html>Blocked<\/html>\. Check the base address/,
    },
    {
      name: 'a redirect',
      damage: instead(302, '', { location: 'https://elsewhere.example/v3' }),
      says: /expected 200, got 302 to https:\/\/elsewhere\.example\/v3 \(empty body\)\. Check the base address/,
    },
  ]

  it.each(addresses)('address that answers $name is a mistake of the settings, asked once', async ({
    damage,
    says,
  }) => {
    const home = await scene.folder()
    scene.proxy.spoil('*', damage)
    const before = scene.replica.requests().length
    expectAll(await scene.sync(home), 2, says)
    expect(scene.replica.requests().length - before).toBe(RESOURCES.length)
    scene.proxy.mend()
    expect((await scene.run(home, ['pull', 'kalshi'])).code).toBe(0)
  })

  const breaks: readonly { name: string; take(response: ServerResponse, body: Buffer): void; says: RegExp }[] = [
    {
      name: 'resets the connection',
      take: (response) => response.socket?.resetAndDestroy(),
      says: /got read ECONNRESET/,
    },
    {
      name: 'closes it inside the body',
      take: (response, body) => closeInside(response, body),
      says: /got other side closed \(UND_ERR_SOCKET\)/,
    },
    {
      name: 'does not speak HTTP',
      take: (response) => response.socket?.end('good morning\r\n\r\n'),
      says: /got Response does not match the HTTP\/1\.1 protocol/,
    },
    { name: 'never answers', take: () => {}, says: /got none within 0\.3 s \(ODDSLAKE_TIMEOUT_SECONDS\)/ },
    {
      name: 'begins an answer and falls silent',
      take: (response, body) => void response.writeHead(200).write(body.subarray(0, 10)),
      says: /got none within 0\.3 s \(ODDSLAKE_TIMEOUT_SECONDS\)/,
    },
  ]

  it.each(breaks)('that $name is worth another try later', async ({ take, says }) => {
    const home = await scene.folder()
    scene.proxy.spoil(
      '/series',
      ({ body }) =>
        (response) =>
          take(response, body),
    )
    const more = { ODDSLAKE_TIMEOUT_SECONDS: '0.3', ODDSLAKE_RETRY_ATTEMPTS: '1' }
    const ended = await scene.run(home, ['pull', 'kalshi/series', 'kalshi/events'], more)
    expect(ended.code, ended.err).toBe(75)
    expectClear(ended)
    const [told, ...rest] = failures(ended)
    expect(rest).toEqual([])
    expect(told).toMatch(/^kalshi\/series all at \S+: \[GET\] \S+\/series: expected an answer, /)
    expect(told).toMatch(says)
    expect(told).toMatch(RETRY)
    expect(ended.err).toMatch(/^kalshi\/events: 5 records/m)
  })

  it('that goes away in the middle of a resource is told once, and the next run goes on', async () => {
    const home = await scene.folder()
    let asked = 0
    scene.proxy.spoil('/markets/trades', (reply) => (++asked > 8 ? (response) => response.destroy() : reply))
    const ended = await scene.sync(home)
    expect(ended.code).toBe(75)
    expectClear(ended)
    expect(failures(ended)).toEqual([expect.stringMatching(/^kalshi\/trades live \S+: /)])
    const before = scene.replica.requests().length
    await scene.heals(home)
    expect(
      scene.replica
        .requests()
        .slice(before)
        .filter((r) => r.path.endsWith('/markets/trades')).length,
    ).toBeLessThan(31)
  })

  it('is not needed to read', async () => {
    const home = await scene.folder()
    await scene.heals(home)
    const offline = { ODDSLAKE_KALSHI_URL: `http://127.0.0.1:${await freePort()}/trade-api/v2` }
    for (const args of [['query', 'select 1'], ['status'], ['load'], ['build'], ['schema'], ['config']]) {
      expect((await scene.run(home, args, offline)).code, args.join(' ')).toBe(0)
    }
    const doctor = await scene.run(home, ['doctor'], offline)
    expect(doctor.code).toBe(1)
    expect(doctor.out).toMatch(
      /TROUBLE kalshi .* cannot be reached: .*\n\s+→ Check the network and ODDSLAKE_KALSHI_URL\./,
    )
    const plan = await scene.run(home, ['sync', 'kalshi', '--dry-run'], offline)
    expect(plan.code).toBe(75)
    expect(plan.err.trim()).toMatch(RETRY)
  })
})

/** Promises more than it sends. */
function closeInside(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-length': body.length + 100 })
  response.write(body, () => response.socket?.destroy())
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

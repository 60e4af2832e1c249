import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { run } from '../src/cli/main.ts'
import { recordingEffects } from './support/effects.ts'

const KEY = '5e0c1d2f-secret-4c6b'

it("a venue's key is sent with each request, and neither shown, logged nor kept", async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'oddslake-key-'))
  const sent: (string | undefined)[] = []
  const server = createServer((request, response) => {
    sent.push(request.headers.authorization)
    const users = request.url?.includes('before=') ? '[]' : '[{"id":"u1","createdTime":1700000000000}]'
    response.writeHead(200, { 'content-type': 'application/json' }).end(users)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.close()
    await rm(home, { recursive: true })
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v0`
  const asked = async (key: string, ...args: string[]) => {
    const env = { ODDSLAKE_HOME: home, ODDSLAKE_MANIFOLD_URL: url, MANIFOLD_API_KEY: key }
    const { effects, out, err } = recordingEffects(env)
    return { code: await run(args, effects), said: out() + err() }
  }
  expect((await asked('', 'sync', 'manifold/users')).code).toBe(0)
  expect(new Set(sent)).toEqual(new Set([undefined]))
  sent.length = 0
  const keyed = await asked(KEY, 'sync', 'manifold/users', '-v')
  expect(keyed.code).toBe(0)
  expect(new Set(sent)).toEqual(new Set([`Key ${KEY}`]))
  const shown = await asked(KEY, 'config')
  expect(shown.said).toMatch(/manifold\.key = \(set, not shown\) +environment \(MANIFOLD_API_KEY\)/)
  const refused = await asked(`${KEY} twice`, 'config')
  expect(refused.said).toMatch(
    /manifold\.key from environment \(MANIFOLD_API_KEY\) is not usable: expected text without spaces/,
  )
  expect(keyed.said + shown.said + refused.said).not.toContain(KEY)
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) expect((await readFile(path.join(entry.parentPath, entry.name))).includes(KEY)).toBe(false)
  }
})

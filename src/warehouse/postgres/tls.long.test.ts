import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type RestartedServer, startPostgres } from '../../../test/support/servers.ts'
import { Server } from './server.ts'

/** Whether a certificate can be made here. */
function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'])
    return true
  } catch {
    return false
  }
}

describe.skipIf(inject('postgres') === undefined || !hasOpenssl())('TLS', () => {
  let folder: string
  let server: RestartedServer
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'oddslake-tls-'))
    const [key, certificate] = [path.join(folder, 'server.key'), path.join(folder, 'server.crt')]
    execFileSync('openssl', [
      ...['req', '-new', '-x509', '-days', '2', '-nodes', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-out', certificate, '-keyout', key],
    ])
    await chmod(folder, 0o755)
    await chmod(key, 0o600)
    if (process.getuid?.() === 0) await chown(key, Number(execFileSync('id', ['-u', 'postgres'])), 0)
    const setting = (name: string, value: string) => ['-c', `${name}=${value}`]
    server = await startPostgres([
      ...[...setting('ssl', 'on'), ...setting('ssl_cert_file', certificate), ...setting('ssl_key_file', key)],
    ])
  })
  afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true })
  })

  it.each([
    ['127.0.0.1', '', 'false'],
    ['127.0.0.1', '?sslmode=require', 'true'],
    ['127.0.0.1', '?sslmode=require&sslrootcert=CA', 'true'],
    ['127.0.0.1', '?sslmode=verify-ca', 'its certificate is not trusted'],
    ['127.0.0.1', '?sslmode=verify-ca&sslrootcert=CA', 'true'],
    ['127.0.0.1', '?sslmode=verify-full&sslrootcert=CA', 'its certificate is not trusted'],
    ['localhost', '?sslmode=verify-full&sslrootcert=CA', 'true'],
  ])('to %s%s: %s', async (host, options, expected) => {
    const url = server.url.replace('127.0.0.1', host) + options.replace('CA', path.join(folder, 'server.crt'))
    const postgres = new Server(url)
    const asked = postgres.transaction((session) =>
      session.first<{ ssl: boolean }>('select ssl from pg_stat_ssl where pid = pg_backend_pid()'),
    )
    const found = await asked.then(
      (row) => String(row?.ssl),
      (error: Error) => error.message,
    )
    expect(found).toContain(expected)
    await postgres.close()
  })
})

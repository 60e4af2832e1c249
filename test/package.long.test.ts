import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const folder = mkdtempSync(path.join(os.tmpdir(), 'oddslake-package-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('the package, installed into an empty project, mirrors the demo and answers', () => {
  const npm = (args: string[], cwd: string) =>
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const tarball = npm(['pack', '--pack-destination', folder], root).trim().split('\n').at(-1)!
  const project = mkdtempSync(path.join(folder, 'project-'))
  writeFileSync(path.join(project, 'package.json'), '{"private":true}')
  npm(['install', path.join(folder, tarball)], project)
  const oddslake = (...args: string[]) =>
    execFileSync(process.execPath, [path.join(project, 'node_modules/.bin/oddslake'), ...args], {
      cwd: project,
      encoding: 'utf8',
    })
  oddslake('demo', '--trades', '2000')
  expect(JSON.parse(oddslake('query', 'select count(*) as n from silver.trades', '--format', 'json'))).toEqual([
    { n: '2000' },
  ])
})

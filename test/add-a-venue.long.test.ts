import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const COPIED = [
  'src',
  'test',
  'bin',
  'docs',
  'package.json',
  'biome.json',
  'README.md',
  'ARCHITECTURE.md',
  '.env.example',
]
const CONFIGS = ['tsconfig.json', 'vitest.config.ts']

type Block = { readonly language: string; readonly file: string | undefined; readonly text: string }

/** The code of the page, each block with the file that the paragraph before it names first. */
function blocksOf(page: string): Block[] {
  const parts = page.split(/^```(\w*)\n([\s\S]*?)^```$/m)
  return Array.from({ length: (parts.length - 1) / 3 }, (_, i) => {
    const paragraph = parts[3 * i]!.trim().split('\n\n').at(-1)!
    const [, file] = /`((?:src|test)\/[\w./-]+\.ts)`/.exec(paragraph) ?? []
    return { language: parts[3 * i + 1]!, text: parts[3 * i + 2]!, file }
  })
}

/** Changes a file as a person would who reads the lines: each stands below the one before it, or in its place. */
function change(text: string, lines: readonly string[]): string {
  const held = text.split('\n')
  let at = -1
  for (const line of lines) {
    if (line.startsWith('+')) {
      held.splice(++at, 0, line.slice(1))
      continue
    }
    at = held.indexOf(line.slice(1))
    expect(at, `the page says that the file has: ${line.slice(1)}`).toBeGreaterThanOrEqual(0)
    if (line.startsWith('-')) held.splice(at--, 1)
  }
  return held.join('\n')
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'oddslake-venue-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('whoever follows docs/add-a-venue.md has a venue that passes the contract', { timeout: 300_000 }, () => {
  for (const name of [...COPIED, ...CONFIGS])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true })
  for (const name of ['node_modules', '.engines']) symlinkSync(path.join(root, name), path.join(folder, name))
  const blocks = blocksOf(readFileSync(path.join(root, 'docs/add-a-venue.md'), 'utf8'))
  expect(blocks.map(({ language }) => language)).toEqual([
    'ts',
    'ts',
    'ts',
    'diff',
    'ts',
    'diff',
    'diff',
    'ts',
    'sh',
    'sh',
  ])
  for (const { language, file, text } of blocks) {
    if (language === 'sh') typed(text)
    else {
      const target = path.join(folder, file!)
      const changed = language === 'ts' ? text : change(readFileSync(target, 'utf8'), text.trimEnd().split('\n'))
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, changed)
    }
  }
})

/** Runs lines of a shell as they stand; fails with all that they said. */
function typed(text: string): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', text], {
    cwd: folder,
    env: plainEnvironment(),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`ended with ${status}:\n${text}\n${stdout}\n${stderr}`)
}

/** Without what this run of the tests tells its own processes. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_|VITE|TEST$|DEV$|PROD$|MODE$)/.test(name))
  return {
    ...Object.fromEntries(own),
    PATH: `${path.join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    NO_COLOR: '1',
  }
}

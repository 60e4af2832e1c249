import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnv } from 'node:util'
import { describe, expect, it } from 'vitest'
import { described, tablesPage } from '../src/cli/commands/schema.ts'
import { configText, envText } from '../src/cli/first-files.ts'
import { venuesPage } from '../src/cli/venues-page.ts'
import { settings } from '../src/config/settings.ts'
import { VENUES } from '../src/venues/index.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

describe('the pages', () => {
  it('docs/tables.md is what "oddslake schema --markdown" prints', () => {
    expect(read('docs/tables.md')).toBe(tablesPage(described()))
  })

  it('docs/venues.md is what "oddslake schema --venues" prints', () => {
    expect(read('docs/venues.md')).toBe(venuesPage(VENUES))
  })

  it('.env.example names every setting, with a default that the setting accepts', () => {
    const all = settings(VENUES)
    expect(read('.env.example')).toBe(envText(all))
    const uncommented = envText(all).replaceAll(/^# ([A-Z_]+=)/gm, '$1')
    const values = parseEnv(uncommented)
    for (const setting of all) expect(setting.schema.safeParse(values[setting.env]).success, setting.env).toBe(true)
  })

  it('the config that "oddslake init" writes is an object once its comments are gone', () => {
    expect(JSON.parse(configText(settings(VENUES)).replaceAll(/^\s*\/\/.*$/gm, ''))).toEqual({})
  })

  it('no link between the pages is dead', () => {
    for (const page of ['README.md', 'ARCHITECTURE.md', ...globSync('docs/*.md', { cwd: root })]) {
      for (const [, target] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        expect(existsSync(path.join(root, path.dirname(page), target!)), `${page} → ${target}`).toBe(true)
      }
    }
  })

  it('the map of the house in README names every folder of src', () => {
    const folders = new Set(globSync('src/*/', { cwd: root }).map((folder) => path.basename(folder)))
    for (const folder of folders) expect(read('README.md')).toContain(`src/${folder}/`)
  })

  it('every dependency has its line in ARCHITECTURE', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'))
    for (const name of names) expect(read('ARCHITECTURE.md')).toContain(`\`${name}\``)
  })
})

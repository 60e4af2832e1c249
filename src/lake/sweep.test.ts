import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { Lake } from './lake.ts'

it('sweeps away what others left, and nothing that this process has spilled', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'oddslake-sweep-'))
  onTestFinished(() => rm(home, { recursive: true }))
  const lake = new Lake(home)
  const left = ['spill-1/rows.tmp', 'spool.tmp', 'spill/rows.tmp'].map((name) => path.join(lake.work, name))
  const own = path.join(lake.work, 'spill-2', 'rows.tmp')
  for (const file of [...left, own]) {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, 'x')
  }
  await lake.sweep('spill-2')
  expect(left.map(existsSync)).toEqual([false, false, false])
  expect(existsSync(own)).toBe(true)
})

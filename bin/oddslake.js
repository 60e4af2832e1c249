#!/usr/bin/env node
// Runs the TypeScript sources where they are there (a checkout), else the compiled ones (an installed package).
import { existsSync } from 'node:fs'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `oddslake needs Node 22.18 or later; this is ${process.versions.node}. In a checkout, "npm ci" brings a current Node for "npm start" and "npx oddslake".\n`,
  )
  process.exit(2)
}
await import(new URL('./lean.js', import.meta.url).href)
const source = new URL('../src/cli/start.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/start.js', import.meta.url).href)

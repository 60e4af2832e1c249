import type { Register } from './index.ts'

/** `oddslake build`: silver → gold. */
export const build: Register = (program, effects, finish) => {
  program
    .command('build')
    .description('recompute the touched part of each gold model and publish a snapshot')
    .option('--json', 'print the result as JSON on stdout')
    .action(async (options: { json?: boolean }) => {
      const { runBuild } = await import('../reload.ts')
      finish(await runBuild(effects, options))
    })
}

import type { Register } from './index.ts'

/** `oddslake init`: the first files. */
export const init: Register = (program, effects, finish) => {
  program
    .command('init')
    .description('write a commented oddslake.config.json and .env.example here, and an empty home')
    .action(async () => {
      const { writeFirstFiles } = await import('../first-files.ts')
      finish(await writeFirstFiles(effects))
    })
}

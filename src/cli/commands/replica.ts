import type { Register } from './index.ts'

/** `oddslake replica`: a local server that speaks a venue's API. */
export const replica: Register = (program, effects, finish) => {
  program
    .command('replica')
    .description("serve a venue's API locally, from a simulated world or from recordings")
    .argument(
      '[arguments...]',
      'a venue, then flags such as --world simulated --trades 20000 --seed 1, or --world recorded --from DIR',
    )
    .allowUnknownOption()
    .helpOption(false)
    .action(async (_: string[], __: object, command: { args: string[] }) => {
      const { serveReplica } = await import('../serve-replica.ts')
      finish(await serveReplica(effects, command.args))
    })
}

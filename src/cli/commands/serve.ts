import type { ServeOptions } from '../serve.ts'
import type { Register } from './index.ts'

/** `oddslake serve`: the HTTP API and the dashboard. */
export const serve: Register = (program, effects, finish) => {
  program
    .command('serve')
    .description('answer over HTTP from the last published snapshot: an API, and a dashboard in the browser')
    .option('--host <address>', 'address to listen at (default 127.0.0.1); any other needs a token')
    .option('--port <number>', 'port to listen at (default 7878; 0 takes a free one)')
    .option(
      '--token <text>',
      'what who asks must know; better set as ODDSLAKE_SERVER_TOKEN, which no process list shows',
    )
    .addHelpText('after', HELP)
    .action(async (options: ServeOptions) => {
      const { serveHome } = await import('../serve.ts')
      finish(await serveHome(effects, options))
    })
}

const HELP = `
It only reads, and notices new snapshots by itself: sync, load and build may run at the same time. docs/serve.md tells more.

Examples:
  $ oddslake serve
  $ curl 'http://127.0.0.1:7878/api/markets?search=election&limit=5'
  $ ODDSLAKE_SERVER_TOKEN=… oddslake serve --host 0.0.0.0`

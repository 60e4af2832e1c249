import { once } from 'node:events'
import { startReplica, writeTruth } from '../replica/index.ts'
import { readReplicaOptions } from '../replica/options.ts'
import type { Effects } from './effects.ts'

const USAGE = `Usage: oddslake replica VENUE [--world simulated|recorded] [flags]

  a simulated world:  --trades N --seed S [--days D] [--until ISO] [--future D] [--broken N] [--truth DIR]
  recordings:         --world recorded --from DIR
  faults:             --faults SEED [--fault-rate SHARE] [--fault-kinds a,b]
  the server:         [--port P] [--host H] [--rate REQUESTS-PER-SECOND] [--latency MS]

Prints {"url", "port"} as one JSON line when it answers. docs/replica.md tells what each flag does.
`

/** Serves until it is stopped. Prints the address as one JSON line on stdout when it answers. */
export async function serveReplica(effects: Effects, args: readonly string[]): Promise<number> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    effects.out(USAGE)
    return args.length === 0 ? 2 : 0
  }
  const { options, truth, raw } = readReplicaOptions(args)
  const replica = await startReplica(options)
  if (truth !== null) await writeTruth(replica.world, truth, { raw })
  effects.out(`${JSON.stringify({ url: replica.url, port: replica.port })}\n`)
  effects.err(`Serving ${options.venue} at ${replica.url}. Stop with Ctrl-C.\n`)
  if (!effects.stop.aborted) await once(effects.stop, 'abort')
  await replica.close()
  return 0
}

import type { Venue } from '../../src/core/source.ts'

/** The variables that send a venue's hosts to a replica at `url`: one of several hosts is served below its name. */
export function addresses({ hosts }: Venue, url: string): Record<string, string> {
  return Object.fromEntries(hosts.map(({ name, env }) => [env, hosts.length === 1 ? url : `${url}/${name}`]))
}

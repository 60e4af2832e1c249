import { hostOf, type Page, type Slice, type Venue } from '../../src/core/source.ts'
import { systemClock } from '../../src/net/clock.ts'
import { Http } from '../../src/net/http.ts'
import { createIo } from '../../src/net/io.ts'
import { Limiter } from '../../src/net/limiter.ts'

type Reading = { readonly url: string; readonly tries: number; readonly slice: Partial<Slice> }

/** Reads a slice of a venue's resource from a server as a run does, with quick tries; what is held already is nothing. */
export async function readSlice(venue: Venue, name: string, { url, tries, slice }: Reading): Promise<Page[]> {
  const resource = venue.resources.find((one) => one.name === name)!
  const host = hostOf(venue, resource)
  const http = new Http({
    base: url,
    baseSetting: host.env,
    limiter: new Limiter({ requests: 1000, windowSeconds: 1, burst: 1000 }, systemClock),
    retry: { attempts: tries - 1, baseMs: 1, factor: 1, capMs: 1 },
    timeoutMs: 10_000,
    connections: 1,
    clock: systemClock,
    signal: new AbortController().signal,
    onSend: () => {},
    onAnswer: () => {},
    onRetry: () => {},
  })
  try {
    const io = createIo(http, host.clockPath)
    return await Array.fromAsync(resource.pages({ name: 'all', params: {}, ...slice }, io, async () => []))
  } finally {
    await http.close()
  }
}

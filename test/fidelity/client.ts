import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

/** A venue's own client in a process of its own, pointed at a replica. */
export interface Client {
  /** Every method of the client, by the client's own prototypes. */
  readonly methods: readonly string[]
  /** What came back so far, by method. */
  readonly answers: ReadonlyMap<string, readonly unknown[]>
  /** What one of its methods gives; rejects with what it throws. */
  call<T>(method: string, ...args: readonly unknown[]): Promise<T>
  close(): Promise<void>
}

type Reply = { readonly id: number; readonly value?: unknown; readonly error?: string }

/** Starts `clients/NAME.mjs`, which builds the client for an address. */
export async function startClient(name: string, url: string): Promise<Client> {
  const script = path.join(import.meta.dirname, 'clients', `${name}.mjs`)
  const child = fork(script, [url], { serialization: 'advanced' })
  const ended = once(child, 'exit')
  const failed = ended.then(([code]) => Promise.reject(new Error(`the client ${name} ended with exit code ${code}`)))
  failed.catch(() => {})
  const [{ methods }] = (await Promise.race([once(child, 'message'), failed])) as [{ methods: string[] }]
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  child.on('message', ({ id, value, error }: Reply) => {
    if (error === undefined) waiting.get(id)!.resolve(value)
    else waiting.get(id)!.reject(new Error(error))
  })
  const answers = new Map<string, unknown[]>(methods.map((name) => [name, []]))
  return {
    methods,
    answers,
    async call<T>(method: string, ...args: readonly unknown[]) {
      const reply = Promise.withResolvers<unknown>()
      const id = waiting.size
      waiting.set(id, reply)
      child.send({ id, method, args })
      const value = await Promise.race([reply.promise, failed])
      answers.get(method)!.push(value)
      return value as T
    },
    async close() {
      child.kill()
      await ended
    },
  }
}

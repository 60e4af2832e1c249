import type { Damage, Reply } from './proxy.ts'

/** Changes the text of a body. */
export function text(change: (body: string) => string): Damage {
  return (reply) => ({ ...reply, body: Buffer.from(change(reply.body.toString())) })
}

/** Changes the bytes of a body. */
export function bytes(change: (body: Buffer) => Buffer): Damage {
  return (reply) => ({ ...reply, body: change(Buffer.from(reply.body)) })
}

/** Puts a byte into the first title. */
export function inTitle(byte: number): Damage {
  return bytes((body) => {
    body[body.indexOf('"title":"') + '"title":"'.length] = byte
    return body
  })
}

export type Fields = Record<string, unknown>

/** Changes the records of a list. */
export function records(list: string, change: (records: Fields[]) => unknown[]): Damage {
  return text((body) => {
    const parsed = JSON.parse(body) as Record<string, Fields[]>
    return JSON.stringify({ ...parsed, [list]: change(parsed[list]!) })
  })
}

/** Answers something else altogether. */
export function instead(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Damage {
  return (reply) => ({ status, headers: { ...reply.headers, ...headers }, body: Buffer.from(body) })
}

/** Says that a body is coded so, which it need not be. */
export function coded(coding: string, change: (body: Buffer) => Buffer): Damage {
  return (reply) => ({ ...reply, headers: { ...reply.headers, 'content-encoding': coding }, body: change(reply.body) })
}

/** Holds every answer back until it is let go; tells when the first one is held. */
export function gate(): { damage: Damage; held: Promise<void>; open(): void } {
  const { promise: held, resolve: hold } = Promise.withResolvers<void>()
  const { promise: opened, resolve: open } = Promise.withResolvers<void>()
  const damage = async (reply: Reply): Promise<Reply> => {
    hold()
    await opened
    return reply
  }
  return { damage, held, open }
}

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { Problem } from './problem.ts'

/** Longer addresses are refused; the longest that the dashboard asks for is a tenth of it. */
const LONGEST_URL = 8192

/** Scripts, data and pictures come from here and nowhere else; charts write styles of their own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

/** Puts the headers on every answer that keep a browser from doing more with it than showing it. */
export const secured: MiddlewareHandler = async (c, next) => {
  await next()
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
}

/** Nothing is written here, and no address is that long. */
export const readOnly: MiddlewareHandler = async (c, next) => {
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD')
    throw new Problem(405, `This server only answers GET and HEAD, not ${c.req.method.slice(0, 20)}.`, {
      allow: 'GET, HEAD',
    })
  if (c.req.url.length > LONGEST_URL)
    throw new Problem(414, `The address has ${c.req.url.length} characters; at most ${LONGEST_URL} are read.`)
  await next()
}

/** Whether a host is this machine and no other. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)
}

/** A page elsewhere may let its own name point here: on loopback only loopback's names are answered. */
export const onlyLoopbackNames: MiddlewareHandler = async (c, next) => {
  const host = c.req.header('host') ?? ''
  if (!isLoopback(host.replace(/:\d+$/, '')))
    throw new Problem(421, 'This server answers only as localhost, 127.0.0.1 or [::1].')
  await next()
}

const COOKIE = 'oddslake_token'

/** What the outside may ask without a token: whether the server is up. */
const OPEN = ['/health', '/ready']

/** Asks for the token: as a Bearer header, or as the cookie that `/?token=…` sets. */
export function onlyWithToken(token: string): MiddlewareHandler {
  const expected = digest(token)
  const isRight = (given: string | undefined) => given !== undefined && timingSafeEqual(digest(given), expected)
  return async (c, next) => {
    const given = c.req.query('token')
    if (given !== undefined && c.req.path === '/') return welcome(c, isRight(given) ? token : undefined)
    const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    if (!OPEN.includes(c.req.path) && !isRight(bearer) && !isRight(getCookie(c, COOKIE))) throw refused()
    return next()
  }
}

function welcome(c: Context, token: string | undefined): Response {
  if (token === undefined) throw refused()
  setCookie(c, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
  return c.redirect('/', 303)
}

function refused(): Problem {
  return new Problem(
    401,
    'This server asks for its token: send "Authorization: Bearer TOKEN", or open /?token=TOKEN in a browser once.',
    { 'www-authenticate': 'Bearer' },
  )
}

/** Digests are of one length, so comparing them takes the same time for every guess. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

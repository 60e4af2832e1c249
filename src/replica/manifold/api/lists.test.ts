import { describe, expect, it } from 'vitest'
import { ask, askJson, type Row } from '../../testing/walk.ts'
import { simulatedWorld } from '../simulated/world.ts'
import { refusal } from '../testing.ts'

const world = simulatedWorld({ kind: 'simulated', trades: 3000, seed: 8, until: '2026-10-08', days: 30, users: 900 })
const get = (address: string) => askJson<Row[]>(world, address)
const ids = (rows: readonly Row[]) => rows.map((row) => row.id as string)
const column = (rows: readonly Row[], key: string) => rows.map((row) => row[key] as number)

/** By the id of the last row, until a page is short. */
function pages(address: string, limit: number): Row[] {
  const rows: Row[] = []
  for (let before = ''; ; ) {
    const page = get(`${address}${address.includes('?') ? '&' : '?'}limit=${limit}${before}`)
    rows.push(...page)
    if (page.length < limit) return rows
    before = `&before=${page.at(-1)!.id}`
  }
}

describe('users', () => {
  const all = get('/v0/users?limit=0')

  it('come newest first; the cursor skips whoever was made in the same millisecond', () => {
    expect(column(all, 'createdTime')).toEqual(column(all, 'createdTime').sort((a, b) => b - a))
    const twin = all.findIndex((user, i) => user.createdTime === all[i + 1]?.createdTime)
    expect(twin).toBeGreaterThan(0)
    expect(ids(pages('/v0/users', twin + 1))).toEqual(ids(all).toSpliced(twin + 1, 1))
  })

  it('cannot be paged upwards', () => {
    const first = get('/v0/users?order=asc&limit=3')
    expect(ids(first)).toEqual(ids(all.toReversed().slice(0, 3)))
    expect(ids(get(`/v0/users?order=asc&limit=3&before=${first[2]!.id}`))).toEqual(ids(first.slice(0, 2)))
    expect(refusal(world, '/v0/users?before=nobody')).toEqual([404, { message: 'Could not find user with id: nobody' }])
  })

  it('stand by themselves by name and id', () => {
    const { entitlements, ...user } = askJson<Row>(world, `/v0/user/by-id/${all[5]!.id}`)
    expect(user).toEqual(all[5])
    expect(Array.isArray(entitlements)).toBe(true)
    expect(askJson<Row>(world, `/v0/user/${all[5]!.username}/`).id).toBe(all[5]!.id)
    expect(Object.keys(askJson<Row>(world, `/v0/user/${all[5]!.username}/lite`))).toContain('isBot')
    expect(refusal(world, '/v0/user/nobody')).toEqual([404, { message: 'User not found' }])
    expect(get(`/v0/users/by-id?ids[]=${all[1]!.id}&ids[]=nobody`).length).toBe(1)
    expect(refusal(world, '/v0/users/by-id?ids=a')[0]).toBe(400)
  })
})

describe('markets', () => {
  const all = get('/v0/markets?limit=0')

  it('can be walked downwards without a loss', () => {
    expect(ids(pages('/v0/markets', 17))).toEqual(ids(all))
    expect(new Set(column(all, 'createdTime')).size).toBe(all.length)
  })

  it('answers an unknown cursor with the first page, and one without a value with nothing', () => {
    expect(ids(get('/v0/markets?limit=5&before=nothing'))).toEqual(ids(all.slice(0, 5)))
    const quiet = all.find((market) => market.lastCommentTime === undefined)!
    expect(get(`/v0/markets?sort=last-comment-time&before=${quiet.id}`)).toEqual([])
    const first = get('/v0/markets?order=asc&limit=3')
    expect(get(`/v0/markets?order=asc&limit=3&before=${first[0]!.id}`)).toEqual([])
  })

  it('sorts by what changed, nothing last', () => {
    for (const [sort, key] of [
      ['updated-time', 'lastUpdatedTime'],
      ['last-bet-time', 'lastBetTime'],
      ['last-comment-time', 'lastCommentTime'],
    ] as const) {
      const found = column(get(`/v0/markets?limit=0&sort=${sort}`), key)
      const known = found.filter((time) => time !== undefined)
      expect(found.slice(0, known.length)).toEqual(known.toSorted((a, b) => b - a))
    }
    expect(ids(get(`/v0/markets?userId=${all[3]!.creatorId}`))).toContain(all[3]!.id)
  })

  it('stand by themselves, more fully and with a token', () => {
    for (const market of all) {
      const full = askJson<Row>(world, `/v0/market/${market.id}?anything=goes`)
      expect(full).toMatchObject({ ...market, token: market.token ?? 'MANA' })
      expect(typeof full.textDescription).toBe('string')
      const lite = askJson<Row>(world, `/v0/slug/${market.slug}?lite=true`)
      expect(lite.description).toBeUndefined()
    }
    expect(refusal(world, '/v0/market/nothing')).toEqual([404, { message: 'Contract not found' }])
    expect(refusal(world, '/v0/slug/nothing')).toEqual([404, { message: 'Contract not found' }])
  })

  it('tells answers, prices and holders', () => {
    const multi = all.find((market) => market.mechanism === 'cpmm-multi-1' && (market.volume as number) > 0)!
    const answers = get(`/v0/market/${multi.id}/answers`)
    const { answerProbs } = askJson<{ answerProbs: Record<string, number> }>(world, `/v0/market/${multi.id}/prob`)
    expect(Object.keys(answerProbs).sort()).toEqual(ids(answers).sort())
    for (const answer of answers) expect(answer.prob).toBe(answerProbs[answer.id as string])
    expect(get('/v0/market/nothing/answers')).toEqual([])
    expect(askJson<Row>(world, `/v0/answer/${answers[0]!.id}`)).toEqual(answers[0])
    const rows = get(`/v0/market/${multi.id}/positions`)
    expect(rows.some((row) => row.answerId === null) && rows.some((row) => row.answerId !== null)).toBe(true)
    expect(rows.some((row) => row.profit === 0)).toBe(false)
    const best = column(rows, 'profit')
    const losers = best.findIndex((profit) => profit < 0)
    expect(best.slice(0, losers)).toEqual(best.slice(0, losers).sort((a, b) => b - a))
    expect(get(`/v0/market/${multi.id}/positions?top=1&bottom=2`).length).toBe(3)
    expect(rows.some((row) => (row.id as number) > 2 ** 31)).toBe(true)
    expect(refusal(world, `/v0/market/${multi.id}/positions?summaryOnly=true`)[0]).toBe(400)
    expect(get(`/v0/market/${multi.id}/groups`)[0]).toMatchObject({ createdTime: null })
    expect(get(`/markets-by-ids?ids[]=${multi.id}`)[0]).toMatchObject({ visibility: 'public', id: multi.id })
  })
})

describe('the search', () => {
  const all = get('/v0/markets?limit=0')

  it('finds what is neither deleted nor of another currency', () => {
    const newest = get('/v0/search-markets?sort=newest&limit=1000')
    expect(newest.length).toBeLessThan(all.length)
    expect(newest.some((market) => market.token !== 'MANA')).toBe(false)
    const both = get('/v0/search-markets?sort=newest&limit=1000&token=ALL')
    expect(both.some((market) => market.token === 'CASH')).toBe(true)
    const pager = (at: unknown) => get(`/v0/search-markets?sort=newest&limit=7&beforeTime=${at}`)
    const walked: Row[] = []
    for (let page = pager(Date.UTC(2027, 0)); page.length > 0; page = pager(page.at(-1)!.createdTime))
      walked.push(...page)
    expect(ids(walked)).toEqual(ids(newest))
  })

  it('lists resolutions newest first, and splits by state', () => {
    const resolved = get('/v0/search-markets?sort=resolve-date&filter=resolved&limit=1000')
    const at = column(resolved, 'resolutionTime')
    expect(at).toEqual(at.toSorted((a, b) => b - a))
    const count = (filter: string) => get(`/v0/search-markets?sort=newest&limit=1000&filter=${filter}`).length
    expect(count('open') + count('closed') + count('resolved')).toBe(count('all'))
    const lite = get('/v0/search-markets?contractType=MULTIPLE_CHOICE&includeLiteAnswers=true&limit=5')
    expect(Object.keys((lite[0]!.answers as Row[])[0]!)).toEqual(['id', 'text', 'probability'])
  })

  it('refuses in the words of the service', () => {
    expect(refusal(world, '/v0/search-markets?offset=1001')[1]).toEqual({
      message:
        'offset must be <= 1000. Use sort=newest with the beforeTime parameter to page through contracts to see our entire market list.',
    })
    expect(refusal(world, '/v0/search-markets?limit=0')[0]).toBe(400)
    expect(refusal(world, '/v0/search-markets?topicSlug=nothing')[0]).toBe(500)
  })
})

describe('comments, groups and payments', () => {
  it('pages comments by number; an unknown slug gives those of everybody', () => {
    const everything = get('/v0/comments?contractSlug=nothing&limit=1000')
    expect(everything.length).toBeGreaterThan(100)
    const walked = [0, 1, 2, 3, 4, 5, 6].flatMap((page) =>
      get(`/v0/comments?contractSlug=nothing&limit=20&page=${page}`),
    )
    expect(ids(walked)).toEqual(ids(everything.slice(0, 140)))
    const { contractId } = everything[0]!
    const own = get(`/v0/comments?contractId=${contractId}&order=oldest`)
    expect(ids(own)).toEqual(ids(everything.filter((row) => row.contractId === contractId)).toReversed())
    expect(refusal(world, '/v0/comments')).toEqual([400, { message: 'You must specify a contract or user' }])
    expect(get('/v0/comments?contractSlug=x&limit=0')).toEqual([])
    for (const key of ['text', 'content', 'commenterPositionProb', 'commentorPositionProb', 'betId', 'hidden']) {
      expect(everything.some((row) => row[key] !== undefined)).toBe(true)
    }
    expect(new Set(everything.map((row) => `${row.contractId} ${row.id}`)).size).toBe(everything.length)
  })

  it('walks groups and payments by time', () => {
    const groups = get('/v0/groups?limit=0')
    const older = get(`/v0/groups?beforeTime=${groups[2]!.createdTime}`)
    expect(ids(older)).toEqual(ids(groups.slice(3)))
    expect(askJson<Row>(world, `/v0/group/${groups[0]!.slug}`)).toEqual(groups[0])
    expect(askJson<Row>(world, `/v0/group/by-id/${groups[0]!.id}`)).toEqual(groups[0])
    expect(refusal(world, '/v0/group/nothing')).toEqual([404, { message: 'Group not found' }])
    const paid = get('/v0/txns?limit=0')
    expect(paid.length).toBe(120)
    expect(get('/v0/txns?token=MANA')).toEqual([])
    expect(get('/v0/txns?token=M%24').every((row) => row.token === 'M$')).toBe(true)
    expect(ids(get(`/v0/txns?before=${paid[4]!.createdTime}&limit=3`))).toEqual(ids(paid.slice(5, 8)))
    expect(refusal(world, '/v0/txns?limit=101')[0]).toBe(400)
  })

  it('knows no other route, and no other verb', () => {
    const [status, body] = refusal(world, '/v0/x')
    expect([status, body]).toEqual([
      404,
      {
        message:
          "The requested route '/v0/x' does not exist. Please check your URL for any misspellings or refer to app.ts",
      },
    ])
    const post = world.answer({ method: 'POST', path: '/v0/bets', query: new URLSearchParams() })
    expect(post.status).toBe(404)
    expect(ask(world, '/V0/Markets/?limit=1').status).toBe(200)
  })
})

import { createClock } from '../../clock.ts'
import { readMoment } from '../../moment.ts'
import { type Recording, readRecording } from '../../recording.ts'
import type { RecordedOptions, World } from '../../world.ts'
import { route } from '../api/router.ts'
import type { Comments, Groups, Library } from '../library.ts'
import { recordedBets } from './bets.ts'
import { recordedMarkets } from './markets.ts'
import { byTime, idOf, numberOf, textOf } from './rows.ts'
import { recordedUsers } from './users.ts'

const RESOURCES = ['users', 'markets', 'bets', 'comments', 'groups', 'txns'] as const

export type ManifoldRecording = Recording<(typeof RESOURCES)[number]>

/** Serves the lines of a folder's files, byte for byte. A record that lies in a file is visible whatever the clock says. */
export function recordedWorld({ from, until }: RecordedOptions): World {
  const clock = createClock(readMoment(until))
  const recording = readRecording(from, RESOURCES)
  const library: Library = {
    clock,
    now: () => Math.floor(clock.now() / 1000),
    users: recordedUsers(recording.users),
    markets: recordedMarkets(recording.markets),
    bets: recordedBets(recording, () => Math.floor(clock.now() / 1000)),
    comments: openComments(recording),
    groups: openGroups(recording),
    txns: openTxns(recording),
  }
  return { clock, answer: (request, twist) => route(library, request, twist), truth: [] }
}

function openComments({ comments }: ManifoldRecording): Comments {
  const lines = byTime(comments)
  const rows = lines.map((line, ref) => ({
    ref,
    id: idOf(line),
    marketId: textOf(line, 'contractId'),
    userId: textOf(line, 'userId'),
    createdAt: numberOf(line, 'createdTime') ?? 0,
  }))
  return {
    all: () => [...rows],
    likes: ({ ref }) => numberOf(lines[ref]!, 'likes') ?? 0,
    text: ({ ref }) => lines[ref]!.bytes.toString(),
  }
}

function openGroups({ groups }: ManifoldRecording): Groups {
  const lines = byTime(groups)
  const rows = lines.map((line, ref) => ({
    ref,
    id: idOf(line),
    slug: textOf(line, 'slug'),
    createdAt: numberOf(line, 'createdTime') ?? 0,
    isPublic: true,
  }))
  return {
    all: () => rows,
    text: ({ ref }) => lines[ref]!.bytes.toString(),
    lite: ({ ref }) => lines[ref]!.value,
    holds: () => false,
  }
}

function openTxns({ txns }: ManifoldRecording): Library['txns'] {
  const rows = byTime(txns)
    .map((line) => ({
      createdAt: numberOf(line, 'createdTime') ?? 0,
      token: textOf(line, 'token'),
      category: textOf(line, 'category'),
      fromId: textOf(line, 'fromId'),
      toId: textOf(line, 'toId'),
      text: line.bytes.toString(),
    }))
    .reverse()
  return () => rows
}

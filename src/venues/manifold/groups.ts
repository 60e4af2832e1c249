import { instant, rounded, unreadable } from '../../core/numbers.ts'
import { newestFirst } from '../../core/planning.ts'
import { defineResource } from '../../core/source.ts'
import { descend } from '../../net/descend.ts'
import { SETTLE } from './time.ts'

/** Topics, newest first. Member counts move without a sign: `--full` reads them again. */
export const groups = defineResource({
  name: 'groups',
  doc: 'Topics that markets are filed under. New ones by default; all of them again with --full.',
  asks: {
    endpoint: '/groups',
    paging: 'beforeTime, each page again from the last instant',
    delta: 'new ones; --full all',
    proof: 'behind the last record the venue has nothing',
  },
  byDefault: false,
  key: "payload->>'id'",
  pageCap: 1000,
  accepts: ['chunk-size'],
  limitBy: 'records',
  axis: 'created',
  async plan(context) {
    const slices = newestFirst(context, { params: {}, from: 0, settle: SETTLE })
    return { slices, requests: slices.length, note: '' }
  },
  pages: (slice, io) =>
    descend(io, slice, {
      path: '/groups',
      query: {},
      list: null,
      limit: slice.chunk ?? 1000,
      most: 1000,
      at: 'createdTime',
      before: { time: (ms) => ({ beforeTime: String(ms) }) },
    }),
  raw: {
    id: 'VARCHAR',
    slug: 'VARCHAR',
    name: 'VARCHAR',
    about: 'VARCHAR',
    creatorId: 'VARCHAR',
    createdTime: 'VARCHAR',
    totalMembers: 'VARCHAR',
    privacyStatus: 'VARCHAR',
    importanceScore: 'VARCHAR',
  },
  optional: ['about'],
  ignored: ['bannerUrl'],
  silver: {
    groups: {
      columns: {
        venue: "'manifold'",
        group_id: 'id',
        slug: 'slug',
        name: 'name',
        about: 'about',
        creator_id: 'creatorId',
        members: 'totalMembers',
        privacy: 'privacyStatus',
        importance: rounded('importanceScore', 12),
        created_at: instant('createdTime'),
        seen_at: 'seen_at',
      },
      reject: unreadable({ instants: ['createdTime'], numbers: ['importanceScore'] }),
    },
    categories: {
      columns: {
        venue: "'manifold'",
        // Markets name their groups by this.
        category_id: "'group:' || slug",
        kind: "'group'",
        label: 'name',
        slug: 'slug',
        created_at: instant('createdTime'),
        updated_at: 'null',
        seen_at: 'seen_at',
      },
      reject: unreadable({ instants: ['createdTime'] }),
    },
  },
})

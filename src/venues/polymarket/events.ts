import { instantOfText, unreadable } from '../../core/numbers.ts'
import { defineResource } from '../../core/source.ts'
import { catalogue } from './catalogue.ts'

const TAGS = 'STRUCT(id VARCHAR, label VARCHAR, slug VARCHAR, "createdAt" VARCHAR, "updatedAt" VARCHAR)[]'
const TAGGED = `(select raw.*, unnest(tags) as tag from raw) as t`
const FILED = `(select raw.*, unnest(['category', 'subcategory']) as _kind, unnest([category, subcategory]) as _label from raw) as f`

/** Fields that are read. The venue leaves a field out where it has no value, so that none is missed. */
const FIELDS = [
  ...['id', 'slug', 'title', 'subtitle', 'closed', 'category', 'subcategory', 'seriesSlug', 'series', 'tags'],
  ...['negRisk', 'enableNegRisk', 'startTime', 'eventDate', 'createdAt', 'updatedAt'],
]

/** Known and not read. */
const IGNORED = [
  ...['active', 'archived', 'automaticallyActive', 'automaticallyResolved', 'awayTeamName', 'cantEstimate'],
  ...['carouselMap', 'categories', 'chats', 'closedTime', 'collections', 'color', 'commentCount', 'commentsEnabled'],
  ...['competitive', 'countryName', 'createdBy', 'creationDate', 'cumulativeMarkets', 'cyom', 'deploying'],
  ...['deployingTimestamp', 'description', 'disqusThread', 'elapsed', 'electionType', 'enableOrderBook', 'endDate'],
  ...['ended', 'estimateValue', 'estimatedValue', 'eventCreators', 'eventMetadata', 'eventWeek', 'featured'],
  ...['featuredImage', 'featuredImageOptimized', 'featuredOrder', 'finishedTimestamp', 'gameId', 'gameStatus'],
  ...['gmpChartMode', 'homeTeamName', 'icon', 'iconOptimized', 'image', 'imageOptimized', 'isTemplate', 'liquidity'],
  ...['liquidityAmm', 'liquidityClob', 'live', 'markets', 'negRiskAugmented', 'negRiskFeeBips', 'negRiskMarketID'],
  ...['new', 'openInterest', 'parentEvent', 'parentEventId', 'pendingDeployment', 'period', 'published_at'],
  ...['requiresTranslation', 'resolutionSource', 'restricted', 'scheduledDeploymentTimestamp', 'score'],
  ...['showAllOutcomes', 'showMarketImages', 'sortBy', 'sport', 'spreadsMainLine', 'startDate', 'subEvents', 'teams'],
  ...['templateVariables', 'templates', 'ticker', 'totalsMainLine', 'turnProviderId', 'tweetCount', 'updatedBy'],
  ...['usId', 'version', 'volume', 'volume1mo', 'volume1wk', 'volume1yr', 'volume24hr'],
]

/** Events and the subjects they are filed under. Their markets are a resource of their own. */
export const events = defineResource({
  name: 'events',
  doc: 'Events, their series and subjects. A delta reads all open ones, those that closed, and new ones; --full all.',
  asks: {
    endpoint: '/events/keyset',
    paging: 'after_cursor',
    delta: 'as markets',
    proof: 'as markets',
  },
  byDefault: true,
  family: 'gamma_events',
  key: "payload->>'id'",
  accepts: ['status', 'chunk-size'],
  limitBy: 'records',
  ...catalogue({
    list: 'events',
    query: { include_markets: 'false' },
    open: ({ silver, waiting }) => `select distinct id from (
        select event_id as id from ${silver('events')} where venue = 'polymarket' and status = 'open'
        union all select payload->>'id' from ${waiting('events')} where payload->>'closed' = 'false') where id is not null`,
  }),
  raw: {
    ...Object.fromEntries(FIELDS.map((field) => [field, 'VARCHAR'])),
    series: 'STRUCT(id VARCHAR)[]',
    tags: TAGS,
  },
  ignored: IGNORED,
  optional: [...FIELDS, ...IGNORED],
  silver: {
    events: {
      columns: {
        venue: "'polymarket'",
        event_id: 'id',
        series_id: 'series[1].id',
        title: 'title',
        subtitle: "nullif(subtitle, '')",
        category: "nullif(category, '')",
        mutually_exclusive: 'coalesce(negRisk, enableNegRisk)',
        status: "case closed when 'true' then 'closed' when 'false' then 'open' end",
        occurs_at: instantOfText('coalesce(startTime, eventDate)'),
        updated_at: instantOfText('updatedAt'),
        seen_at: 'seen_at',
      },
      reject: unreadable({ written: ['startTime', 'createdAt', 'updatedAt'] }),
    },
    categories: {
      from: `(select id, seen_at, _ordinal, _file, _row, _key, _valid, 'tag' as _kind, tag.id as _name, tag.label as _label,
          nullif(tag.slug, '') as _slug, ${instantOfText('tag.createdAt')} as _created, ${instantOfText('tag.updatedAt')} as _updated from ${TAGGED}
        union all select id, seen_at, _ordinal, _file, _row, _key, _valid, _kind, _label, _label, null, null, null from ${FILED}) as c`,
      where: "_name <> ''",
      columns: {
        venue: "'polymarket'",
        category_id: "_kind || ':' || _name",
        kind: '_kind',
        label: '_label',
        slug: '_slug',
        created_at: '_created',
        updated_at: '_updated',
        seen_at: 'seen_at',
      },
    },
    category_links: {
      from: `(select id, seen_at, _ordinal, _file, _row, _key, _valid, 'tag' as _kind, tag.id as _name from ${TAGGED}
        union all select id, seen_at, _ordinal, _file, _row, _key, _valid, _kind, _label from ${FILED}) as l`,
      where: "_name <> '' and id <> ''",
      columns: {
        venue: "'polymarket'",
        category_id: "_kind || ':' || _name",
        linked: "'event'",
        linked_id: 'id',
        seen_at: 'seen_at',
      },
    },
  },
})

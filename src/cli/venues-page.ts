import { addressOf, familyOf, hostOf, type Resource, type Venue } from '../core/source.ts'

/** The page docs/venues.md: written by `oddslake schema --venues`, checked by a test. */
export function venuesPage(venues: readonly Venue[]): string {
  return [HEAD, ...venues.map(ofVenue)].join('\n')
}

const HEAD = `# The venues

What is asked of each venue, how fast, and how completeness is proved. This page is written by \`oddslake schema --venues\`.
`

function ofVenue(venue: Venue): string {
  const { title, name, hosts, limits, resources } = venue
  return [
    `## ${title}`,
    '',
    `\`oddslake sync ${name}\` takes ${listed(resources.filter((r) => r.byDefault))}; the others are named, or all by \`${name}/*\`.`,
    '',
    '| host | address | set by |',
    '| --- | --- | --- |',
    ...hosts.map(
      (host) =>
        `| ${host.name} | ${host.url ?? 'none: the service has closed'} | \`${host.env}\`, \`${addressOf(venue, host)}\` |`,
    ),
    '',
    '| limit family | requests | for |',
    '| --- | --- | --- |',
    ...Object.entries(limits).map(([family, { requests, windowSeconds, burst, doc }]) => {
      const pace = `${requests} in ${windowSeconds} s${burst === 1 ? '' : `, ${burst} at once`}`
      return `| ${family} | ${pace} | ${doc} |`
    }),
    '',
    '| resource | endpoint | paging | cap | limit family | key | a delta asks | proof of completeness |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...resources.map((resource) => row(venue, resource)),
    '',
  ].join('\n')
}

function row(venue: Venue, resource: Resource): string {
  const { name, asks, pageCap, key, numbered } = resource
  const host = venue.hosts.length === 1 ? '' : `${hostOf(venue, resource).name} `
  const cells = [
    name,
    `${host}${asks.endpoint}`,
    asks.paging,
    pageCap === Number.POSITIVE_INFINITY ? 'all at once' : String(pageCap),
    familyOf(venue, resource),
    `\`${key.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')}\`${numbered === undefined ? '' : ', and its number among equal ones'}`,
    asks.delta,
    asks.proof,
  ]
  return `| ${cells.join(' | ')} |`
}

function listed(resources: readonly Resource[]): string {
  return resources.map(({ name }) => name).join(', ')
}

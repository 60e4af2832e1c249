import type { Routes } from '../api.ts'
import { tableRoute } from '../table-route.ts'

/** What was asked of the venues, what was refused, what changed, which commands ran. */
export const operations: Routes = (api, service) => {
  tableRoute(api, service, {
    path: '/api/ledger',
    summary: 'What has been asked, how far, and how it is known that nothing is missing',
    from: 'silver.ledger',
    filters: ['venue', 'resource', 'state'],
    order: [],
    limit: [200, 10_000],
  })
  tableRoute(api, service, {
    path: '/api/rejects',
    summary: 'Records that broke a contract, the newest first',
    from: 'silver.rejects',
    filters: ['venue', 'resource'],
    order: [{ column: 'seen_at', direction: 'desc' }],
    limit: [200, 10_000],
  })
  tableRoute(api, service, {
    path: '/api/drift',
    summary: 'Fields of the venues that changed, the newest first',
    from: 'silver.drift',
    filters: ['venue', 'resource', 'change'],
    order: [{ column: 'first_seen_at', direction: 'desc' }],
    limit: [500, 10_000],
  })
  tableRoute(api, service, {
    path: '/api/runs',
    summary: 'Commands that wrote, the newest first',
    from: 'silver.runs',
    filters: [],
    order: [{ column: 'started_at', direction: 'desc' }],
    limit: [100, 10_000],
  })
}

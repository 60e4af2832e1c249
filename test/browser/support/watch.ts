import type { Page } from 'playwright-core'

/** What a page should never do: complain, or ask another host. */
export function watch(page: Page, url: string): readonly string[] {
  const trouble: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.push(`${page.url()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => trouble.push(`${page.url()}: ${error.message}`))
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(`${url}/`) && !/^(data|blob):/.test(asked)) trouble.push(`asked ${asked}`)
  })
  return trouble
}

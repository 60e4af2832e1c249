import type { Resource } from '../core/source.ts'
import { INHERITED } from '../core/tables/index.ts'
import type { BronzeFile } from '../lake/catalog.ts'

/** Bronze files of one resource that are loaded before those of another have their turn. */
export type Turn = { readonly resource: Resource; readonly files: ReadonlySet<string> }

/**
 * The order in which waiting files of a venue are loaded so that history comes out as it was: resources that write the
 * same tables, or take columns from each other's, take turns as their files were committed; the others go as a whole.
 */
export function turns(resources: readonly Resource[], waiting: readonly BronzeFile[]): Turn[] {
  return kin(resources).flatMap((relatives) => {
    const found: { resource: Resource; files: Set<string> }[] = []
    for (const file of waiting) {
      const resource = relatives.find((r) => r.name === file.resource)
      if (resource === undefined) continue
      if (found.at(-1)?.resource !== resource) found.push({ resource, files: new Set() })
      found.at(-1)!.files.add(file.path)
    }
    return found
  })
}

/** Resources in groups: what one writes touches what others of its group write. */
function kin(resources: readonly Resource[]): Resource[][] {
  let groups: { members: Resource[]; tables: Set<string> }[] = []
  for (const resource of resources) {
    const tables = Object.keys(resource.silver)
    const parents = INHERITED.filter((rule) => tables.includes(rule.table)).map((rule) => rule.from)
    const touched = new Set([...tables, ...parents])
    const related = groups.filter((group) => !group.tables.isDisjointFrom(touched))
    const joined = {
      members: [...related.flatMap((group) => group.members), resource],
      tables: new Set([...related.flatMap((group) => [...group.tables]), ...touched]),
    }
    groups = [...groups.filter((group) => !related.includes(group)), joined]
  }
  return groups.map((group) => group.members)
}

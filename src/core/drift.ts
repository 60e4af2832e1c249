import type { Resource } from './source.ts'

/** What records have shown of one top-level field so far. */
export type FieldProfile = {
  readonly field: string
  /** JSON types of its values, in the order in which they were first seen. */
  readonly types: readonly string[]
  /** Records that had it, and records that had a value in it; both are counted up to `ENOUGH`. */
  readonly present: number
  readonly filled: number
  /** Whether a record lacked it, or had null in it. */
  readonly lacked: boolean
  readonly wasNull: boolean
}

/** What a field is in some records of a batch: a JSON type, `null`, `absent`, or `replaced` by an older spelling. */
export type Sighting = {
  readonly field: string
  readonly type: string
  /** The first of these records, counted from 1 in order of arrival, and how many there are. */
  readonly first: number
  readonly records: number
  /** For `null`: records before the first that had a value. */
  readonly filledBefore?: number
}

/** A change of a field that was not known before. */
export type Change = {
  readonly field: string
  readonly change: 'new' | 'vanished' | 'retyped' | 'newly-null'
  /** The types seen. */
  readonly detail: string
  /** The record that shows it first, counted as in the sightings. */
  readonly record: number
}

/** So many records must have had a field before its absence says something; and a value in it before a null does. */
export const ENOUGH = 20

/** The fields that a resource's mapping knows, and the older spellings that may stand in for some of them. */
export function fieldsOf(resource: Resource): { known: string[]; older: string[]; standIns: Map<string, string[]> } {
  const raw = Object.keys(resource.raw)
  const standIns = new Map<string, string[]>()
  for (const [field, sql] of (resource.eras ?? []).flatMap((era) => Object.entries(era.gives))) {
    const words = new Set(sql.split(/\W+/))
    standIns.set(field, [...(standIns.get(field) ?? []), ...raw.filter((name) => words.has(name))])
  }
  const known = new Set([...raw, ...resource.ignored, ...standIns.keys()])
  return { known: [...known], older: [...new Set([...standIns.values()].flat())], standIns }
}

/** What a batch of records changes in what is known of a resource's fields, and what of that is drift. */
export function compare(
  resource: Resource,
  before: readonly FieldProfile[],
  sightings: readonly Sighting[],
): { profiles: FieldProfile[]; changes: Change[] } {
  const { known: mapped, older } = fieldsOf(resource)
  const profiles = new Map(before.map((profile) => [profile.field, profile]))
  const changes: Change[] = []
  for (const [field, seen] of Map.groupBy(sightings, (sighting) => sighting.field)) {
    const found = seen.filter((s) => !UNSEEN.includes(s.type)).sort((a, b) => a.first - b.first)
    const profile = profiles.get(field)
    if (profile === undefined && found.length === 0) continue
    if (profile === undefined && !mapped.includes(field))
      changes.push({ field, change: 'new', detail: found[0]!.type, record: found[0]!.first })
    // A field that comes later was lacked by the records before it.
    const known = profile ?? { ...NOTHING, field, lacked: before.length > 0 }
    const mayLack = resource.optional?.includes(field) === true
    changes.push(...(mayLack ? [] : losses(known, seen, older.includes(field))), ...retyped(known, found))
    profiles.set(field, grown(known, seen))
  }
  return { profiles: [...profiles.values()], changes }
}

const UNSEEN = ['absent', 'replaced']
const NOTHING = { types: [], present: 0, filled: 0, lacked: false, wasNull: false }

/** A field that is missing or null for the first time. */
function losses(profile: FieldProfile, seen: readonly Sighting[], older: boolean): Change[] {
  const changes: Change[] = []
  const typesBefore = (record: number) =>
    typesOf(
      profile,
      seen.filter((s) => s.first < record),
    ).join(' → ')
  const absent = seen.find((s) => s.type === 'absent')
  // Before the first record that lacks it, every record had it.
  if (absent !== undefined && !profile.lacked && !older && profile.present + absent.first - 1 >= ENOUGH)
    changes.push({
      field: profile.field,
      change: 'vanished',
      detail: typesBefore(absent.first),
      record: absent.first,
    })
  const empty = seen.find((s) => s.type === 'null')
  if (empty !== undefined && !profile.wasNull && profile.filled + (empty.filledBefore ?? 0) >= ENOUGH)
    changes.push({
      field: profile.field,
      change: 'newly-null',
      detail: typesBefore(empty.first),
      record: empty.first,
    })
  return changes
}

function retyped(profile: FieldProfile, found: readonly Sighting[]): Change[] {
  const types = typesOf(profile, found)
  const fresh = types.slice(Math.max(1, profile.types.length))
  if (fresh.length === 0) return []
  const { first } = found.find((s) => s.type === fresh[0])!
  return [{ field: profile.field, change: 'retyped', detail: types.join(' → '), record: first }]
}

/** The types of a field, in order of appearance. Null is not a type. */
function typesOf(profile: FieldProfile, seen: readonly Sighting[]): string[] {
  const order = seen.filter((s) => isType(s.type)).sort((a, b) => a.first - b.first)
  return [...new Set([...profile.types, ...order.map((s) => s.type)])]
}

function isType(type: string): boolean {
  return type !== 'null' && !UNSEEN.includes(type)
}

function grown(profile: FieldProfile, seen: readonly Sighting[]): FieldProfile {
  const count = (types: (type: string) => boolean) =>
    seen.filter((s) => types(s.type)).reduce((sum, s) => sum + s.records, 0)
  return {
    field: profile.field,
    types: typesOf(profile, seen),
    present: Math.min(ENOUGH, profile.present + count((type) => type !== 'absent')),
    filled: Math.min(ENOUGH, profile.filled + count(isType)),
    lacked: profile.lacked || seen.some((s) => s.type === 'absent'),
    wasNull: profile.wasNull || seen.some((s) => s.type === 'null'),
  }
}

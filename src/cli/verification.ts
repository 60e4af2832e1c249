import { shortInstant } from '../core/instant.ts'
import { spanText } from '../core/interval.ts'
import type { Coverage } from '../pipeline/verify/coverage.ts'
import { type Finding, type Verified, verify } from '../pipeline/verify/verify.ts'
import { VENUES } from '../venues/index.ts'
import type { VerifyOptions } from './commands/verify.ts'
import type { Effects } from './effects.ts'
import { runLine } from './line.ts'
import { inWorkspace } from './reload.ts'
import { type Selected, select } from './selection.ts'

type Report = { readonly place: string; readonly verified: Verified }

/** Verifies resources, mends what can be mended, verifies again. Gives the exit code: 0 when nothing is missing. */
export async function runVerify(effects: Effects, names: readonly string[], options: VerifyOptions): Promise<number> {
  let reports = await look(effects, names)
  if (options.repair === true && findingsOf(reports).length > 0) {
    effects.err(`${findingsOf(reports).map(line).join('')}Repairing.\n`)
    await repair(effects, findingsOf(reports))
    reports = await look(effects, names)
  }
  const findings = findingsOf(reports)
  effects.out(options.json === true ? `${JSON.stringify(asJson(reports))}\n` : text(reports))
  if (reports.length === 0) effects.err('Nothing of that was ever mirrored here: there is nothing to verify.\n')
  const unasked = reports.flatMap(({ verified }) => verified.unasked)
  if (findings.length === 0) return unasked[0]?.exitCode ?? 0
  const mends = findings.some((f) => f.repair.by !== 'nobody') && options.repair !== true
  effects.err(`${findings.length} findings.${mends ? ' Fill the holes with: oddslake verify --repair' : ''}\n`)
  return 1
}

/** Everything selected that has bronze; without names, everything that has. */
async function look(effects: Effects, names: readonly string[]): Promise<Report[]> {
  const selected = select(names.length === 0 ? VENUES.map((v) => `${v.name}/*`) : names)
  return inWorkspace(effects, async (workspace, emit) => {
    const { lake, warehouse, silver } = workspace
    const reports: Report[] = []
    const ledger = `select distinct venue, resource from ${warehouse.place('silver', 'ledger')}`
    const rows = await silver.rows(
      `select venue || '/' || resource as place from ${await warehouse.select(silver, ledger, 'asked')}`,
    )
    const asked = new Set(rows.map((row) => row.place))
    for (const { venue, resource } of selected) {
      const place = `${venue.name}/${resource.name}`
      const held = lake.catalog.list(venue.name, resource.name).length > 0
      if (!held && !asked.has(place)) continue
      effects.err(`verifying ${place} …\n`)
      const io = workspace.io({ venue, resource }, effects.stop, emit)
      reports.push({ place, verified: await verify({ lake, warehouse, connection: silver, io }, venue, resource) })
    }
    return reports
  })
}

/** First what bronze holds already, then what the venue has to be asked for. */
async function repair(effects: Effects, findings: readonly Finding[]): Promise<void> {
  const files = findings.flatMap((f) => (f.repair.by === 'load' ? f.repair.files : []))
  // The run below loads whatever waits.
  if (files.length > 0) await inWorkspace(effects, ({ warehouse, silver }) => warehouse.forget(silver, files))
  const whole = [...new Set(findings.filter((f) => f.repair.by === 'full').map(placeOf))]
  if (whole.length > 0) await runLine(effects, named(whole), { yes: true, full: true })
  const asked = findings.filter((f) => f.repair.by === 'sync')
  const places = [...new Set(asked.map(placeOf))]
  if (places.length > 0 || files.length > 0) await runLine(effects, named(places), { yes: true })
  for (const { repair: how, ...finding } of findings) {
    if (how.by !== 'window') continue
    const span = { since: shortInstant(how.from), until: shortInstant(how.to) }
    await runLine(effects, named([placeOf(finding)]), { yes: true, full: true, ...span })
  }
}

function named(places: readonly string[]): Selected[] {
  return places.length === 0 ? [] : select(places)
}

function placeOf({ venue, resource }: Pick<Finding, 'venue' | 'resource'>): string {
  return `${venue}/${resource}`
}

function findingsOf(reports: readonly Report[]): Finding[] {
  return reports.flatMap(({ verified }) => verified.findings)
}

function asJson(reports: readonly Report[]): object {
  return {
    complete: findingsOf(reports).length === 0,
    resources: reports.map(({ place, verified }) => ({
      place,
      complete: verified.findings.length === 0,
      compared: verified.proofs,
      notCompared: verified.unasked.map((error) => error.message),
      findings: verified.findings.map((finding) => ({
        place: finding.place,
        what: finding.what,
        command: commandOf(finding),
      })),
      coverage: verified.coverage.map(({ month, share, holes }) => ({
        month,
        share,
        holes: holes.map((h) => ({ from: shortInstant(h.from), to: shortInstant(h.to) })),
      })),
    })),
  }
}

function text(reports: readonly Report[]): string {
  return reports
    .map(({ place, verified: { findings, coverage, proofs, unasked } }) => {
      const verdict = findings.length === 0 ? 'complete' : `${findings.length} findings`
      const compared = [
        ...proofs.map((proof) => `  compared: ${proof}\n`),
        ...unasked.map((error) => `  not compared with the venue: ${error.message}\n`),
      ]
      return `${place}: ${verdict}\n${compared.join('')}${months(coverage)}${findings.map(line).join('')}`
    })
    .join('')
}

/** Whole months in a row are one line. */
function months(coverage: readonly Coverage[]): string {
  const lines: string[] = []
  let whole: Coverage[] = []
  const flush = () => {
    const [first, last] = [whole[0], whole.at(-1)]
    if (first !== undefined) lines.push(`  ${first === last ? first.month : `${first.month} to ${last!.month}`}: 100 %`)
    whole = []
  }
  for (const month of coverage) {
    if (month.holes.length === 0) whole.push(month)
    else {
      flush()
      const holes = month.holes.map(spanText)
      lines.push(`  ${month.month}: ${(Math.floor(month.share * 1000) / 10).toFixed(1)} %, missing ${holes.join(', ')}`)
    }
  }
  flush()
  return lines.map((l) => `${l}\n`).join('')
}

function line(finding: Finding): string {
  return `  ${placeOf(finding)} ${finding.place} ${finding.what}${commandOf(finding) === null ? '' : `; fill it with: ${commandOf(finding)}`}\n`
}

function commandOf(finding: Finding): string | null {
  const { repair: how } = finding
  if (how.by === 'nobody') return null
  if (how.by === 'sync') return `oddslake sync ${placeOf(finding)}`
  if (how.by === 'full') return `oddslake sync ${placeOf(finding)} --full`
  if (how.by === 'load') return `oddslake verify ${placeOf(finding)} --repair`
  return `oddslake sync ${placeOf(finding)} --full --since ${shortInstant(how.from)} --until ${shortInstant(how.to)}`
}

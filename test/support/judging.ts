import { createHash } from 'node:crypto'

/** A price some time before the close, and what a share paid in the end. */
export type Judged = {
  readonly venue: string
  readonly market: string
  readonly horizon: string
  readonly price: number
  readonly paid: number
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

/** Scores from their definitions, in plain numbers; bins are of 0.05. */
export function scoresOf(rows: readonly Judged[]) {
  const paid = rows.map((row) => row.paid)
  const base_rate = mean(paid)
  const bins = [...Map.groupBy(rows, ({ price }) => Math.min(19, Math.floor(price * 20 + 1e-9))).values()]
  const share = (bin: readonly Judged[]) => mean(bin.map((row) => row.paid))
  const price = (bin: readonly Judged[]) => mean(bin.map((row) => row.price))
  const overBins = (of: (bin: readonly Judged[]) => number) =>
    sum(bins.map((bin) => bin.length * of(bin))) / rows.length
  const brier = mean(rows.map((row) => (row.price - row.paid) ** 2))
  const uncertainty = mean(paid.map((y) => (y - base_rate) ** 2))
  const within = (bin: readonly Judged[]) =>
    mean(bin.map((row) => (row.price - price(bin)) ** 2 - 2 * (row.price - price(bin)) * (row.paid - share(bin))))
  const clipped = (p: number) => Math.min(0.999, Math.max(0.001, p))
  return {
    outcomes: rows.length,
    base_rate,
    brier,
    reliability: overBins((bin) => (price(bin) - share(bin)) ** 2),
    resolution: overBins((bin) => (share(bin) - base_rate) ** 2),
    uncertainty,
    within_bins: overBins(within),
    log_score: mean(
      rows.map(({ price: p, paid: y }) => -(y * Math.log(clipped(p)) + (1 - y) * Math.log(1 - clipped(p)))),
    ),
    skill: uncertainty < 1e-12 ? Number.NaN : 1 - brier / uncertainty,
    ...sampled(rows, brier),
  }
}

const chance = (text: string) => createHash('md5').update(text).digest().readUInt16BE(0)

/** How often each of 64 parts of the markets is in each of 200 samples. */
const TIMES = Array.from({ length: 200 }, (_, replicate) =>
  Array.from({ length: 64 }, (_, part) => poisson(chance(`${replicate}:${part}`) / 65_536)),
)

/** Brier scores of samples of the parts; the fifth of both ends. */
function sampled(rows: readonly Judged[], brier: number) {
  const parts = [...Map.groupBy(rows, ({ venue, market }) => chance(`${venue}:${market}`) % 64)].map(([part, own]) => ({
    part,
    outcomes: own.length,
    missed: sum(own.map((row) => (row.price - row.paid) ** 2)),
  }))
  const briers = TIMES.map((times) => {
    const drawn = parts.map(({ part, outcomes, missed }) => [times[part]! * missed, times[part]! * outcomes] as const)
    return sum(drawn.map(([missed]) => missed)) / sum(drawn.map(([, outcomes]) => outcomes))
  })
    .filter((score) => !Number.isNaN(score))
    .sort((a, b) => a - b)
  const cut = Math.ceil(briers.length / 40)
  return { brier_low: briers[cut - 1] ?? brier, brier_high: briers.at(-cut) ?? brier }
}

/** How often something happens whose number is Poisson with mean 1, for a draw from 0 to 1; at most 7. */
function poisson(draw: number): number {
  let below = 0
  let exactly = Math.exp(-1)
  for (let times = 0; times < 7; times++) {
    below += exactly
    if (draw < Math.round(below * 65_536) / 65_536) return times
    exactly /= times + 1
  }
  return 7
}

/** The Wilson interval at 95 %. */
export function wilson(paid: number, outcomes: number): [number, number] {
  const z = 1.959964
  const middle = (paid + z ** 2 / 2) / (outcomes + z ** 2)
  const share = paid / outcomes
  const half =
    (z / (1 + z ** 2 / outcomes)) * Math.sqrt((share * (1 - share)) / outcomes + z ** 2 / (4 * outcomes ** 2))
  return [middle - half, middle + half]
}

/**
 * The order of the times, oldest first, equal times in the order they were made. Ten million take about a second:
 * coarse time and index are packed into one 64-bit key that the engine sorts natively, and the few neighbours that
 * share a coarse time are put right afterwards.
 */
export function orderByTime(time: Float64Array): Uint32Array {
  const count = time.length
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    if (time[i]! < first) first = time[i]!
    if (time[i]! > last) last = time[i]!
  }
  const grain = Math.max(1, Math.ceil((last - first + 1) / 2 ** 32))
  const keys = new BigUint64Array(count)
  const halves = new Uint32Array(keys.buffer)
  for (let i = 0; i < count; i++) {
    halves[2 * i] = i
    halves[2 * i + 1] = Math.floor((time[i]! - first) / grain)
  }
  keys.sort()
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = halves[2 * i]!
  settle(order, (a, b) => time[a]! > time[b]! || (time[a] === time[b] && a > b))
  return order
}

/** Insertion sort: linear for what is already almost in order. */
export function settle(order: Uint32Array, isAfter: (a: number, b: number) => boolean): void {
  for (let i = 1; i < order.length; i++) {
    const entry = order[i]!
    let j = i
    while (j > 0 && isAfter(order[j - 1]!, entry)) {
      order[j] = order[j - 1]!
      j--
    }
    order[j] = entry
  }
}

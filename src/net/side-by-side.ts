/** What became of one of many questions: its place among them, and its answer or failure. */
export type Settled<R> = { readonly place: number } & ({ readonly value: R } | { readonly error: unknown })

/**
 * Asks for many items, so many at a time, and gives each answer or failure as it comes: a slow one holds up no other. Who
 * stops taking answers stops the asking; what is on its way then is not waited for.
 */
export async function* sideBySide<T, R>(
  items: readonly T[],
  atOnce: number,
  ask: (item: T) => Promise<R>,
): AsyncGenerator<Settled<R>> {
  const settled: Settled<R>[] = []
  let wake = () => {}
  const note = (outcome: Settled<R>) => {
    settled.push(outcome)
    wake()
  }
  let next = 0
  const askNext = () => {
    if (next === items.length) return
    const place = next++
    ask(items[place]!).then(
      (value) => note({ place, value }),
      (error: unknown) => note({ place, error }),
    )
  }
  for (let i = 0; i < atOnce; i++) askNext()
  for (let told = 0; told < items.length; told++) {
    if (settled.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    const outcome = settled.shift()!
    askNext()
    yield outcome
  }
}

/** How far a list is done without a hole, when its items are settled in any order. */
export class Watermark {
  readonly #done = new Set<number>()
  #reached = 0

  /** Notes that the item at a place is done; gives the number of items before which all are. */
  pass(place: number): number {
    this.#done.add(place)
    while (this.#done.delete(this.#reached)) this.#reached++
    return this.#reached
  }
}

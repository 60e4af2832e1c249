/** So many contracts, in hundredths, at a price in millionths. */
export interface Level {
  readonly price: number
  readonly size: number
}

/** Resting bids for YES and for NO, the best one last. An ask for YES at p is a bid for NO at 1 - p. */
export interface OrderBook {
  readonly yes: readonly Level[]
  readonly no: readonly Level[]
}

export const EMPTY_BOOK: OrderBook = { yes: [], no: [] }

import type { Route } from '../call.ts'

export const GAMMA_EVENTS: readonly Route[] = []

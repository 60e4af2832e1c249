import { MINUTE, type Micros } from '../../core/instant.ts'

/**
 * Answers may be five minutes old (the venue's cache keys them by their full address), and rows come in behind. What is
 * newer than this is asked for but not claimed as covered, so the next run reads it again.
 */
export const SETTLE: Micros = 6 * MINUTE

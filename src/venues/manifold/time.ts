import { MINUTE, type Micros } from '../../core/instant.ts'

/**
 * Answers may be 15 s old (the venue's cache) and rows may be committed a little late. What is newer than this is asked and
 * not claimed as covered, so the next run reads it again.
 */
export const SETTLE: Micros = MINUTE

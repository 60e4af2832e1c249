import { plainText } from '../../answers.ts'
import type { Route } from '../call.ts'

/** What events are grouped by (series and tags), and Gamma's health. */
export const GAMMA_GROUPS: readonly Route[] = [['GET', '/gamma/status', () => plainText('OK')]]

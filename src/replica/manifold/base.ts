/** What public routes begin with. Undocumented ones stand beside it, at the root. */
export const BASE = '/v0'

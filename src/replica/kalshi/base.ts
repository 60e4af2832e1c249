export const BASE = '/trade-api/v2'

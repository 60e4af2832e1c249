export const BASE = '/v1'

/** 32 hexadecimal digits as a UUID. */
export function dashed(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The UUID so many steps above another one, or below it. */
export function uuidBeside(uuid: string, steps: bigint): string {
  const next = BigInt.asUintN(128, BigInt(`0x${uuid.replaceAll('-', '')}`) + steps)
  return dashed(next.toString(16).padStart(32, '0'))
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

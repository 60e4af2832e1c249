/** Words of a title as a slug: lower case, letters and digits of any accent, dashes between. */
export function slugWords(title: string): string {
  const letters = /^[ -~]*$/.test(title) ? title : title.normalize('NFD').replace(/[\u0300-\u036f’]/g, '')
  const words = letters
    .toLowerCase()
    .replace(/['"]/g, '')
    .match(/[a-z0-9]+/g) ?? ['market']
  return words.join('-').slice(0, 95).replace(/-$/, '')
}

/** A slug ends with its row, so that no two are alike and the row can be read from it. */
export function slugOf(title: string, row: number): string {
  return `${slugWords(title)}-${row}`
}

export function rowOfSlug(slug: string): number | undefined {
  const digits = /-(\d{1,9})$/.exec(slug)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

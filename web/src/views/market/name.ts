/** Which market, and which of its outcomes. */
export type Name = { readonly venue: string; readonly id: string; readonly outcome_id: string | undefined }

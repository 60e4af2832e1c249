const threads = process.env.ODDSLAKE_TEST_THREADS

/**
 * What the quick run tells commands and engines: one thread each, since its test files run side by side and threads that
 * wait for each other spin. The long run tells nothing: there the same promises are kept with as many threads as users have.
 */
export const ENV: Readonly<Record<string, string>> = threads === undefined ? {} : { ODDSLAKE_THREADS: threads }
export const ENGINE: { readonly threads?: number } = threads === undefined ? {} : { threads: Number(threads) }

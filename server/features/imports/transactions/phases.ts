/** The steps of an import of transactions, as they stand in `jobs.phase`. */
export const phases = { load: 'load', settle: 'settle', index: 'index' } as const

/** One thing that was looked at, and what to do when it is not as it should be. */
export interface Finding {
  check: string
  state: 'ok' | 'warning' | 'problem'
  message: string
  advice?: string
}

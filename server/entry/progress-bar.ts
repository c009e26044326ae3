/** A bar on the terminal that shows how far a command is. */
export interface ProgressBar {
  stage(name: string): void
  update(done: number, all: number): void
  /** Takes the bar away, until the next update: for lines in between, and at the end. */
  stop(): void
}

const noBar: ProgressBar = { stage() {}, update() {}, stop() {} }

/** The bar on stderr; where that is no terminal, one that shows nothing. */
export async function createProgressBar(): Promise<ProgressBar> {
  if (!process.stderr.isTTY) return noBar
  const { SingleBar } = await import('cli-progress')
  const bar = new SingleBar({
    format: '{stage} [{bar}] {percentage} %',
    stream: process.stderr,
    clearOnComplete: true,
    // Ctrl-C ends the process at once, so nothing of the terminal may be changed that would have to be changed back.
    hideCursor: false,
    linewrap: true,
  })
  let stage = ''
  let isStarted = false
  return {
    stage(name) {
      stage = name
      if (isStarted) bar.update({ stage })
    },
    update(done, all) {
      if (!isStarted) bar.start(all, 0, { stage })
      isStarted = true
      bar.update(done, { stage })
    },
    stop() {
      if (isStarted) bar.stop()
      isStarted = false
    },
  }
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))

/** Runs Docket, started again when its code changes, and Vite in front of it. When one ends, both do. */
async function dev(): Promise<void> {
  const children = [
    run('--watch', '--watch-preserve-output', 'server/entry/cli.ts', 'serve'),
    run('node_modules/vite/bin/vite.js'),
  ]
  const endAll = () => {
    for (const child of children) child.kill('SIGTERM')
  }
  // A terminal sends Ctrl-C to the children too; a signal sent to this process alone has to be passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endAll)
  const ends = children.map((child) => once(child, 'exit'))
  await Promise.race(ends)
  endAll()
  await Promise.all(ends)
}

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
}

await dev()

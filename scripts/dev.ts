import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../server/platform/config.ts'
import { PlainError } from '../server/platform/errors.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/**
 * Runs Docket, started again when its code changes, and Vite in front of it. When one ends, both do.
 * @param viteArgs options for Vite, such as `--port 5174`.
 */
async function dev(viteArgs: readonly string[]): Promise<void> {
  process.chdir(root)
  assertViteCanFollow()
  const children = [
    run('--watch', '--watch-preserve-output', 'server/entry/cli.ts', 'serve'),
    run('node_modules/vite/bin/vite.js', ...viteArgs),
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

/** @throws PlainError when a setting is wrong, or keeps Vite from reaching Docket */
function assertViteCanFollow(): void {
  const { port, tlsCertFile } = readConfig()
  if (port === 0 || tlsCertFile !== undefined)
    throw new PlainError('npm run dev wants a PORT other than 0, and no TLS_CERT_FILE')
}

function run(...args: string[]): ChildProcess {
  return spawn(process.execPath, args, { stdio: 'inherit' })
}

await dev(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof PlainError)) throw error
  console.error(`dev: ${error.message}`)
  process.exitCode = error.exitCode
})

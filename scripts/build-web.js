/**
 * Builds the web application into web/dist, also while npm installs. It is plain JavaScript because npm may run it
 * with the machine's own Node, down to 20.19, which does not read TypeScript.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const web = fileURLToPath(new URL('../web/', import.meta.url))
const dist = `${web}dist`
const leftovers = /^\.dist-/

await run()

async function run() {
  const build = await findBuild()
  if (build === undefined) {
    const found = existsSync(`${dist}/index.html`)
      ? 'web/dist stays as it is'
      : 'there is no web/dist to serve'
    console.log(`build-web: skipped, the development packages are not installed; ${found}`)
    return
  }
  const startedAt = Date.now()
  await replaceDist(build)
  console.log(`build-web: web/dist built in ${Date.now() - startedAt} ms`)
}

/** Vite's build function, or undefined where npm left the development packages out. */
async function findBuild() {
  try {
    const { build } = await import('vite')
    return build
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

/** Builds beside web/dist and swaps the folders, so that a build that fails or is killed leaves the old one whole. */
async function replaceDist(build) {
  removeLeftovers()
  const next = `${web}.dist-next-${process.pid}`
  const previous = `${web}.dist-previous-${process.pid}`
  try {
    await build({ build: { outDir: next }, logLevel: 'warn' })
    if (existsSync(dist)) renameSync(dist, previous)
    renameSync(next, dist)
  } finally {
    rmSync(next, { recursive: true, force: true })
    rmSync(previous, { recursive: true, force: true })
  }
}

/** Clears what killed builds left; a folder whose build still runs is kept. */
function removeLeftovers() {
  for (const name of readdirSync(web).filter((one) => leftovers.test(one))) {
    if (!isAlive(Number(name.split('-').at(-1)))) rmSync(`${web}${name}`, { recursive: true, force: true })
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error?.code === 'EPERM'
  }
}

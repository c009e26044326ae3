import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../platform/config.ts'
import { namespaceLauncher } from '../platform/database/embedded/choose-launcher.ts'
import { binariesIn, findPackage, missingLinks } from '../platform/database/embedded/locate-binaries.ts'
import type { Finding } from './doctor-finding.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const nodeMajorMin = 24
/** What a parallel query of PostgreSQL may want; containers have as little as 64 MB. */
const sharedMemoryBytesMin = 64 * 1024 * 1024

/** Looks at what was installed: Node, the packages, the web application, PostgreSQL's programs. */
export function checkInstallation(config: Config | undefined): Finding[] {
  const usesEmbedded = config?.databaseUrl === undefined
  return [
    checkNode(),
    checkDependencies(),
    checkWeb(),
    ...(usesEmbedded ? [checkBinaries(), checkUser(), ...checkSharedMemory()] : []),
  ]
}

function checkNode(): Finding {
  const check = 'node'
  const { node } = process.versions
  if (Number.parseInt(node, 10) >= nodeMajorMin) return { check, state: 'ok', message: `Node ${node}` }
  return {
    check,
    state: 'problem',
    message: `Node ${node} is too old`,
    advice: `run \`npm ci\`, which brings Node ${nodeMajorMin}, or install it`,
  }
}

function checkDependencies(): Finding {
  const check = 'dependencies'
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const needed = isManifest(manifest) ? Object.keys(manifest.dependencies) : []
  const missing = needed.filter((name) => !existsSync(join(root, 'node_modules', name)))
  if (missing.length === 0)
    return { check, state: 'ok', message: `all ${needed.length} packages are installed` }
  return { check, state: 'problem', message: `not installed: ${missing.join(', ')}`, advice: 'run `npm ci`' }
}

function isManifest(value: unknown): value is { dependencies: Record<string, string> } {
  return typeof value === 'object' && value !== null && 'dependencies' in value
}

function checkWeb(): Finding {
  const check = 'web application'
  if (existsSync(join(root, 'web/dist/index.html'))) return { check, state: 'ok', message: 'built' }
  return {
    check,
    state: 'warning',
    message: 'not built: Docket serves its API only',
    advice: 'run `npm run prepare`',
  }
}

function checkBinaries(): Finding {
  const check = 'postgres'
  try {
    const found = findPackage()
    const missing = missingLinks(found)
    if (missing.length > 0) return describeMissingLinks(missing.length, join(found, 'native/lib'))
    const { status, stdout, error } = spawnSync(binariesIn(found).postgres, ['--version'], {
      encoding: 'utf8',
    })
    if (status === 0) return { check, state: 'ok', message: stdout.trim() }
    const advice = 'it needs a glibc system; else set DATABASE_URL to a PostgreSQL 15-18 server'
    return {
      check,
      state: 'problem',
      message: `it does not run: ${error?.message ?? `exit ${status}`}`,
      advice,
    }
  } catch (error) {
    return { check, state: 'problem', message: error instanceof Error ? error.message : String(error) }
  }
}

function describeMissingLinks(count: number, folder: string): Finding {
  const check = 'postgres'
  if (isWritable(folder))
    return { check, state: 'ok', message: `installed; the first start makes ${count} library links` }
  return {
    check,
    state: 'problem',
    message: `${count} library links are missing, and ${folder} is not writable for this user`,
    advice: 'start once as the owner of that folder',
  }
}

function checkUser(): Finding {
  const check = 'user'
  const uid = process.getuid?.() ?? 0
  if (uid !== 0) return { check, state: 'ok', message: `user ${uid}` }
  const works = namespaceLauncher('/bin/true') !== undefined
  if (works) return { check, state: 'ok', message: 'root; PostgreSQL runs in a user namespace' }
  return {
    check,
    state: 'warning',
    message: 'root, and this system allows no user namespace: PostgreSQL will run as another user',
    advice: 'better start Docket as an ordinary user',
  }
}

function checkSharedMemory(): Finding[] {
  const check = 'shared memory'
  if (process.platform !== 'linux') return []
  if (!existsSync('/dev/shm') || !isWritable('/dev/shm'))
    return [
      {
        check,
        state: 'warning',
        message: '/dev/shm is not usable',
        advice: 'mount it writable for everybody',
      },
    ]
  const { bsize, blocks } = statfsSync('/dev/shm')
  const bytes = bsize * blocks
  const message = `${Math.round(bytes / 1024 / 1024)} MB in /dev/shm`
  if (bytes >= sharedMemoryBytesMin) return [{ check, state: 'ok', message }]
  const advice = 'give the container more, for example `docker run --shm-size=256m`'
  return [{ check, state: 'warning', message, advice }]
}

/** True when this user may write there. */
export function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

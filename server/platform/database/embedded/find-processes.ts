import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

/** The programs whose processes count; a shell that stands in the directory is none of our business. */
const programs = new Set(['postgres', 'initdb', 'unshare'])

/**
 * Finds the PostgreSQL processes that work in `directory`: their working directory is there, or an argument
 * names it. A process id read from a file proves nothing, because the system gives ids out again.
 */
export async function findProcessesIn(directory: string): Promise<number[]> {
  if (process.platform !== 'linux') return findByCommandLine(directory)
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(ids.map(async (id) => ((await worksIn(id, directory)) ? [id] : [])))
  return found.flat()
}

async function worksIn(id: number, directory: string): Promise<boolean> {
  try {
    if (!programs.has((await readFile(`/proc/${id}/comm`, 'utf8')).trim())) return false
    const args = (await readFile(`/proc/${id}/cmdline`, 'utf8')).split('\0')
    return args.includes(directory) || (await readlink(`/proc/${id}/cwd`)) === directory
  } catch {
    // It has ended meanwhile, or it belongs to somebody else and so does not work on our files.
    return false
  }
}

async function findByCommandLine(directory: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axww', '-o', 'pid=,command='])
  return stdout
    .split('\n')
    .filter((line) => line.includes(directory) && /\/(postgres|initdb) /.test(line))
    .map((line) => Number.parseInt(line, 10))
}

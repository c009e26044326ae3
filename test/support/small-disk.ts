import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

/** A folder with a disk of its own, for the test file that mounts it. */
export interface SmallDisk {
  path: string
  /** Why its tests cannot run here, if they cannot. */
  skip: string | false
}

/** Mounts a disk of `size` (such as `256k`) in memory, and takes it away after the file's last test. */
export function mountSmallDisk(size: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'docket-disk-'))
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'docket', path]).status === 0
  after(() => {
    if (isMounted) spawnSync('umount', [path])
    rmSync(path, { recursive: true })
  })
  return { path, skip: isMounted ? false : 'only root can mount a disk' }
}

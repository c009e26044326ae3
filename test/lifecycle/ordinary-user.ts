import { spawnSync } from 'node:child_process'

const isRoot = process.getuid?.() === 0
/** A user of nearly every system without any rights. */
export const nobody = { uid: 65_534, gid: 65_534 }

/** Why a test as an ordinary user cannot run here, if it cannot. */
export function missingForOrdinaryUser(): string | false {
  if (!isRoot) return 'these tests already run as an ordinary user'
  const { status } = spawnSync(process.execPath, ['--version'], nobody)
  return status === 0 ? false : 'this installation is closed to other users'
}

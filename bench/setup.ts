import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

const bench = import.meta.dirname
const peers = join(bench, 'data', 'peers')

// The peers live in an environment of their own under bench/data, which git ignores.
mkdirSync(join(bench, 'data'), { recursive: true })
execFileSync('python3', ['-m', 'venv', peers], { stdio: 'inherit' })
execFileSync(
  join(peers, 'bin', 'pip'),
  ['install', '--quiet', '-r', join(bench, 'peers', 'requirements.txt')],
  {
    stdio: 'inherit',
  },
)
console.log('bench: DuckDB, Polars and pandas are installed in bench/data/peers')

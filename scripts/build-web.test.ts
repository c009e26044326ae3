import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docket-build-web-'))
  mkdirSync(join(folder, 'scripts'))
  mkdirSync(join(folder, 'web'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  cpSync(new URL('./build-web.js', import.meta.url), join(folder, 'scripts/build-web.js'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a build puts a new web/dist in the place of the old one and leaves nothing beside it', () => {
  placeDist('old')
  placeVite(`await mkdir(build.outDir); await writeFile(build.outDir + '/index.html', 'new')`)
  const { status, stdout } = build()
  assert.equal(status, 0)
  assert.match(stdout, /^build-web: web\/dist built in \d+ ms\n$/)
  assert.equal(readDist(), 'new')
  assert.deepEqual(readdirSync(join(folder, 'web')), ['dist'])
})

test('a build that fails half-way fails the command and leaves the old web/dist whole', () => {
  placeDist('old')
  placeVite(`await mkdir(build.outDir); throw new Error('no more disk')`)
  const { status, stderr } = build()
  assert.equal(status, 1)
  assert.match(stderr, /no more disk/)
  assert.equal(readDist(), 'old')
  assert.deepEqual(readdirSync(join(folder, 'web')), ['dist'])
})

test('a build that was killed leaves the old web/dist whole, and the next one clears up after it', () => {
  placeDist('old')
  placeVite(`await mkdir(build.outDir); process.kill(process.pid, 'SIGKILL')`)
  assert.equal(build().signal, 'SIGKILL')
  assert.equal(readDist(), 'old')
  placeVite(`await mkdir(build.outDir); await writeFile(build.outDir + '/index.html', 'new')`)
  assert.equal(build().status, 0)
  assert.deepEqual(readdirSync(join(folder, 'web')), ['dist'])
})

test('without the development packages it says in one line that it builds nothing, and succeeds', () => {
  const without = build()
  assert.equal(without.status, 0)
  assert.match(without.stdout, /^build-web: skipped, .*; there is no web\/dist to serve\n$/)
  assert.equal(existsSync(join(folder, 'web/dist')), false)
  placeDist('old')
  const beside = build()
  assert.equal(beside.status, 0)
  assert.match(beside.stdout, /^build-web: skipped, .*; web\/dist stays as it is\n$/)
  assert.equal(readDist(), 'old')
})

/** Puts a package named vite there whose build runs `body`. */
function placeVite(body: string): void {
  mkdirSync(join(folder, 'node_modules/vite'), { recursive: true })
  writeFileSync(
    join(folder, 'node_modules/vite/package.json'),
    '{"type":"module","exports":"./index.js","version":"0.0.0"}',
  )
  writeFileSync(
    join(folder, 'node_modules/vite/index.js'),
    `import { mkdir, writeFile } from 'node:fs/promises'\nexport async function build({ build }) { ${body} }\n`,
  )
}

function placeDist(content: string): void {
  mkdirSync(join(folder, 'web/dist'), { recursive: true })
  writeFileSync(join(folder, 'web/dist/index.html'), content)
}

function readDist(): string {
  return readFileSync(join(folder, 'web/dist/index.html'), 'utf8')
}

function build() {
  return spawnSync(process.execPath, ['scripts/build-web.js'], { cwd: folder, encoding: 'utf8' })
}

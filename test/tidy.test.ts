import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { projectRoot, readSourceTree, type SourceFile } from './support/source-tree.ts'

const code = /^(contract|server|web|test|bench|scripts)\/.*\.(ts|tsx|css)$/
const generated = /\.generated\.ts$/
const fileLinesMax = 300
const functionLinesMax = 60

/** Names that say nothing, and so gather everything. */
const junkDrawers = /(^|\/|-)(utils?|helpers?|common|misc|lib|stuff|manager|base|index)(\.|\/|-)/
const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK', 'XX' + 'X'].join('|')})\\b`)

const rules: Readonly<Record<string, (file: SourceFile) => string[]>> = {
  'files are short': findLongFile,
  'functions are short': findLongFunctions,
  'names say what a file is': ({ path }) => (junkDrawers.test(path) ? [path] : []),
  'nothing is typed any': ({ path, text }) => findLines(path, text, /(:|\bas|<)\s*any\b/),
  'nothing is left for later': ({ path, text }) => findLines(path, text, unfinished),
  'no test is switched off or alone': ({ path, text }) =>
    findLines(path, text, /\b(test|describe|it)\.(only|todo)\(/),
}

/** One fault for each rule, which the rule must find. */
const planted: Readonly<Record<string, SourceFile>> = {
  'files are short': { path: 'server/a.ts', text: 'x\n'.repeat(fileLinesMax + 1) },
  'functions are short': {
    path: 'server/a.ts',
    text: `function a() {\n${'  b()\n'.repeat(functionLinesMax)}}\n`,
  },
  'names say what a file is': { path: 'server/platform/string-utils.ts', text: '' },
  'nothing is typed any': { path: 'server/a.ts', text: 'const a = b as any\n' },
  'nothing is left for later': { path: 'server/a.ts', text: `// ${'TO' + 'DO'}: later\n` },
  'no test is switched off or alone': { path: 'server/a.test.ts', text: `test.${'only'}('a', () => {})\n` },
}

for (const [name, find] of Object.entries(rules)) {
  test(name, () => {
    const files = readSourceTree(code).filter(
      ({ path }) => !generated.test(path) && path !== 'test/tidy.test.ts',
    )
    assert.deepEqual(files.flatMap(find), [])
  })

  test(`a planted fault is found: ${name}`, () => {
    assert.equal(find(planted[name]).length, 1)
  })
}

test('a function is measured without the functions inside it', () => {
  const inner = `  function b() {\n${'    c()\n'.repeat(40)}  }\n`
  const outer = { path: 'server/a.ts', text: `function a() {\n${inner}${'  d()\n'.repeat(40)}}\n` }
  assert.deepEqual(findLongFunctions(outer), [])
})

test('every path that the documents name exists', () => {
  const documents = readSourceTree(/\.md$/)
  assert.deepEqual(
    documents.flatMap((file) => findDeadPaths(file, existsInProject)),
    [],
  )
})

test('a planted dead path in a document is found', () => {
  const document = {
    path: 'docs/a.md',
    text: 'See `server/no-such-file.ts`, [that](no-such-page.md) and `npm test`.',
  }
  assert.deepEqual(findDeadPaths(document, existsInProject), [
    'docs/a.md names server/no-such-file.ts',
    'docs/a.md names docs/no-such-page.md',
  ])
})

test('nothing is exported that nobody imports, and no dependency is unused', () => {
  assert.equal(runKnip(projectRoot), '')
})

test('a planted dead export is found', () => {
  const report = runKnip(`${projectRoot}test/support/planted-dead-export`)
  assert.match(report, /neverImported/)
})

function findLongFile({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1
  return lines > fileLinesMax ? [`${path}: ${lines} lines`] : []
}

/** Measures functions by the indentation that the formatter gives them. */
function findLongFunctions({ path, text }: SourceFile): string[] {
  const open: { start: number; indent: string; inner: number }[] = []
  const found: string[] = []
  text.split('\n').forEach((line, i) => {
    const indent = /^ */.exec(line)?.[0] ?? ''
    const top = open.at(-1)
    if (top !== undefined && line.startsWith(`${top.indent}}`) && indent === top.indent) {
      open.pop()
      const lines = i - top.start + 1
      if (lines - top.inner > functionLinesMax)
        found.push(`${path}:${top.start + 1}: ${lines - top.inner} lines`)
      const outer = open.at(-1)
      if (outer !== undefined) outer.inner += lines
    }
    if (
      /(\bfunction\b.*|=>|\)(: [^=]+)?) \{$/.test(line) &&
      !/^\s*(\} )?(if|for|while|switch|else)\b/.test(line)
    ) {
      open.push({ start: i, indent, inner: 0 })
    }
  })
  return found
}

function findLines(path: string, text: string, pattern: RegExp): string[] {
  return text.split('\n').flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}`] : []))
}

/** Paths in backticks that begin with a folder of the project, and links to files beside the document. */
function findDeadPaths({ path, text }: SourceFile, exists: (path: string) => boolean): string[] {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
  const named = [
    ...text.matchAll(/`((?:bin|contract|server|web|test|bench|scripts|docs|deploy)\/[\w./-]*)`/g),
  ]
  const linked = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
  const paths = [
    ...named.map((match) => match[1]),
    ...linked.map((match) => normalise(`${folder}${match[1]}`)),
  ]
  return paths.filter((target) => !exists(target)).map((target) => `${path} names ${target}`)
}

function normalise(path: string): string {
  return new URL(path, 'file:///').pathname.slice(1)
}

/** What git ignores is made by a command, and need not be there. */
function existsInProject(path: string): boolean {
  return (
    existsSync(`${projectRoot}${path}`) ||
    spawnSync('git', ['check-ignore', '-q', path], { cwd: projectRoot }).status === 0
  )
}

/** What knip reports of a project; nothing when all is well. */
function runKnip(directory: string): string {
  try {
    execFileSync(process.execPath, [`${projectRoot}node_modules/knip/bin/knip.js`, '--no-progress'], {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    return ''
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

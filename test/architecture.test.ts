import assert from 'node:assert/strict'
import { posix } from 'node:path'
import { test } from 'node:test'
import { readSourceTree, type SourceFile } from './support/source-tree.ts'

/** Which parts of the tree may import which others; every part may import itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  'server/entry': ['server/features', 'server/platform', 'contract'],
  'server/features': ['server/platform', 'contract'],
  'server/platform': ['contract', 'server/migrations'],
  'server/migrations': [],
  'web/app': ['web/features', 'web/ui', 'web/platform', 'contract'],
  'web/features': ['web/ui', 'web/platform', 'contract'],
  'web/ui': ['web/platform', 'contract'],
  'web/platform': ['contract'],
}

/** The only edges between features: the feature on the left may call verbs and use types of those on the right. */
const featureEdges: Readonly<Record<string, readonly string[]>> = {
  analytics: [],
  customers: ['users', 'analytics'],
  orders: ['analytics', 'customers', 'users'],
  reconcile: ['orders', 'analytics'],
  archive: ['orders', 'analytics', 'customers', 'reconcile', 'tickets'],
  demo: [],
  tickets: ['imports', 'users', 'orders', 'analytics', 'customers'],
}

const isProduct = /^(contract|server|web)\/.*\.tsx?$/
const isTest = /\.test\.tsx?$/

test('every import follows the arrows', () => {
  assert.deepEqual(findWrongImports(productFiles()), [])
})

test('features call only the features that are listed for them, in no circle', () => {
  assert.deepEqual(findWrongFeatureEdges(productFiles(), featureEdges), [])
  assert.deepEqual(findCircle(featureEdges), undefined)
})

test('the environment is read in one file', () => {
  assert.deepEqual(findEnvironmentReads(productFiles()), [])
})

test('SQL stands only where it belongs', () => {
  assert.deepEqual(findStraySql(productFiles()), [])
})

test('a planted import against the arrows is found', () => {
  const planted = [
    file('server/platform/a.ts', "import { b } from '../features/tickets/b.ts'"),
    file('web/app/c.ts', "import type { d } from '../../server/platform/d.ts'"),
    file('contract/e.ts', "const f = await import('../server/platform/f.ts')"),
    file('server/features/tickets/g.ts', "import { h } from '../../../test/support/h.ts'"),
    file('web/ui/i.ts', "export { j } from '../features/j.ts'"),
  ]
  assert.equal(findWrongImports(planted).length, 5)
})

test('a planted edge between features, another feature’s queries, and a circle are found', () => {
  const edges = { tickets: [], orders: ['tickets'] }
  const planted = [
    file('server/features/tickets/a.ts', "import { b } from '../orders/b.ts'"),
    file('server/features/orders/c.ts', "import { d } from '../tickets/tickets-queries.ts'"),
    file('server/features/orders/e.ts', "import { f } from '../tickets/f.ts'"),
  ]
  assert.equal(findWrongFeatureEdges(planted, edges).length, 2)
  assert.deepEqual(findCircle({ a: ['b'], b: ['c'], c: ['a'] }), ['a', 'b', 'c', 'a'])
})

test('a planted read of the environment is found', () => {
  const planted = [
    file('server/platform/a.ts', 'const level = process.env.LEVEL'),
    file('web/app/b.ts', "process['env']"),
  ]
  assert.equal(findEnvironmentReads(planted).length, 2)
})

test('planted SQL outside a queries file is found', () => {
  const planted = [file('server/features/tickets/a.ts', 'await sql`select 1`.execute(db)')]
  assert.equal(findStraySql(planted).length, 1)
})

function productFiles(): SourceFile[] {
  return readSourceTree(isProduct).filter(({ path }) => !isTest.test(path))
}

function file(path: string, text: string): SourceFile {
  return { path, text }
}

function findWrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const from = partOf(path)
    return importsOf(path, text).flatMap((target) => {
      const to = partOf(target)
      const isAllowed = to === from || (arrows[from] ?? []).includes(to)
      return isAllowed ? [] : [`${path} imports ${target}`]
    })
  })
}

function findWrongFeatureEdges(
  files: readonly SourceFile[],
  edges: Readonly<Record<string, readonly string[]>>,
): string[] {
  return files.flatMap(({ path, text }) => {
    const from = featureOf(path)
    if (from === undefined) return []
    return importsOf(path, text).flatMap((target) => {
      const to = featureOf(target)
      if (to === undefined || to === from) return []
      const isAllowed = (edges[from] ?? []).includes(to) && !target.endsWith('-queries.ts')
      return isAllowed ? [] : [`${path} imports ${target}`]
    })
  })
}

function findCircle(edges: Readonly<Record<string, readonly string[]>>): string[] | undefined {
  const visit = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    for (const next of edges[name] ?? []) {
      const circle = visit(next, [...path, name])
      if (circle !== undefined) return circle
    }
    return undefined
  }
  return Object.keys(edges)
    .map((name) => visit(name, []))
    .find((circle) => circle !== undefined)
}

function findEnvironmentReads(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, text }) => path !== 'server/platform/config.ts' && /process(\.|\[['"])env\b/.test(text))
    .map(({ path }) => path)
}

/** In a feature, SQL stands in its queries files; elsewhere in the server, in the database platform and the migrations. */
function findStraySql(files: readonly SourceFile[]): string[] {
  const mayHoldSql = /^server\/(migrations|platform\/database)\/|-queries\.ts$/
  return files
    .filter(({ path, text }) => !mayHoldSql.test(path) && /\bsql(<[^>]*>)?`/.test(text))
    .map(({ path }) => path)
}

/** The paths, from the root, of what a file imports from the project itself. */
function importsOf(path: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\(|new URL\()\s*['"]([^'"]+)['"]/g)].map(
    (match) => match[1],
  )
  return specifiers.flatMap((specifier) => {
    if (specifier.startsWith('#contract/')) return [specifier.slice(1)]
    const isCode = specifier.startsWith('.') && /\.tsx?$/.test(specifier)
    return isCode ? [posix.join(posix.dirname(path), specifier)] : []
  })
}

function partOf(path: string): string {
  const [top, second] = path.split('/')
  return top === 'contract' ? top : `${top}/${second}`
}

function featureOf(path: string): string | undefined {
  return /^server\/features\/([^/]+)\//.exec(path)?.[1]
}

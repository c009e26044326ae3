import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type DatabaseServer, startDatabaseServer } from '../support/database-server.ts'
import { closePage, launchBrowser, openPage } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, makePerson, signIn } from './support/people.ts'
import { paymentLines, upload } from './support/upload.ts'

const foundAgainMs = 30_000
const runsWithinMs = 120_000
const manyRows = 300_000

let browser: Browser
let database: DatabaseServer | undefined
let docket: Docket

before(async () => {
  browser = await launchBrowser()
})

after(async () => browser?.close())

beforeEach(async () => {
  database = await startDatabaseServer()
  docket = await startDocket({ DATABASE_URL: database.url, DOCKET_ADMIN_API_KEY: adminKey })
})

afterEach(async () => {
  await docket?.stop()
  await stopDatabase()
})

test('a killed server is told of with what was last known, and found again without a reload', async () => {
  const watched = await openPage(browser, `${docket.url}/system`)
  const { page } = watched
  await signIn(watched, await makePerson(docket, 'viewer'))
  const system = page.getByRole('region', { name: 'System' })
  const header = page.getByRole('banner')
  await system.getByText('on a server').waitFor()

  await docket.kill()
  await header.getByText('Reconnecting').waitFor()
  await system.getByText('Docket stopped answering. Last seen').waitFor()
  await system.getByText('on a server').waitFor()
  await page.getByRole('status').getByText('Docket stopped answering').waitFor({ state: 'attached' })
  assert.deepEqual(await findBarriers(page), [])
  const loadedBefore = documentsIn(watched.requests, docket.url)

  await docket.start()
  await header.getByText('Live').waitFor({ timeout: foundAgainMs })
  await system.getByText('Ready', { exact: true }).waitFor()
  await page.getByRole('status').getByText('Docket is ready').waitFor({ state: 'attached' })
  await system.getByText('on a server').waitFor()
  assert.deepEqual(documentsIn(watched.requests, docket.url), loadedBefore)
  await closePage(watched)
})

test('a job whose server is killed is told to wait, goes on with the next server, and is seen to its end', async () => {
  const watched = await openPage(browser, `${docket.url}/jobs`)
  const { page } = watched
  await signIn(watched, await makePerson(docket, 'operator'))
  await upload(page, 'killed.csv', paymentLines(manyRows))
  await page.getByRole('button', { name: 'Start' }).click()
  await page.getByText('Running', { exact: true }).waitFor()
  await docket.kill()
  await page.getByText('The live connection is interrupted').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await docket.start()
  await page.getByText('Completed', { exact: true }).waitFor({ timeout: runsWithinMs })
  const counters = page.getByRole('region', { name: 'Progress' }).locator('dl').first()
  const whole = new Intl.NumberFormat('en-GB').format(manyRows)
  assert.deepEqual(await counters.getByRole('definition').allTextContents(), [whole, whole, whole, '0', '0'])
  await closePage(watched)
})

test('a server that stays away is called offline, and is still found again', async () => {
  const watched = await openPage(browser, 'about:blank')
  const { page } = watched
  await page.clock.install()
  await page.goto(docket.url)
  const header = page.getByRole('banner')
  await header.getByText('Live').waitFor()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()

  await docket.kill()
  await header.getByText('Reconnecting').waitFor()
  await page.clock.fastForward('00:30')
  await header.getByText('Offline').waitFor()
  await page.getByText('No answer since').waitFor()
  assert.deepEqual(await findBarriers(page), [])

  await docket.start()
  await page.getByRole('button', { name: 'Try now' }).click()
  await header.getByText('Live').waitFor({ timeout: foundAgainMs })
  await closePage(watched)
})

test('a page opened while the database is gone says which check fails', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await signIn(watched, await makePerson(docket, 'viewer'))
  await stopDatabase()
  await page.reload()
  const system = page.getByRole('region', { name: 'System' })
  await system.getByText('Not ready', { exact: true }).waitFor()
  await system.getByRole('definition').getByText('The database does not answer.').waitFor()
  await page.getByRole('alert').getByText('Could not load who is signed in').waitFor()
  await page.getByRole('banner').getByText('Live').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await closePage(watched)
})

test('a sign-in while the database is gone says so in words', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.getByLabel('E-mail').fill('somebody@example.org')
  await page.getByLabel('Password').fill('a password of theirs')
  await stopDatabase()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('alert').getByText(/./).waitFor()
  await page.getByText('Not ready', { exact: true }).waitFor({ timeout: foundAgainMs })
  assert.deepEqual(await findBarriers(page), [])
  await closePage(watched)
})

test('a Docket without users says how to become its first admin', async () => {
  await docket.stop()
  docket = await startDocket()
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.getByRole('heading', { level: 1, name: 'Get in for the first time' }).waitFor()
  await page.getByText('one-time setup link').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await closePage(watched)
})

async function stopDatabase(): Promise<void> {
  const running = database
  database = undefined
  await running?.stop()
}

function documentsIn(requests: readonly string[], url: string): string[] {
  return requests.filter((one) => one === `${url}/system`)
}

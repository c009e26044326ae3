import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { closePage, launchBrowser, openPage, type WatchedPage } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { focused, tabThrough } from './support/keyboard.ts'
import { adminKey, makePerson, type Person, signIn } from './support/people.ts'

let browser: Browser
let docket: Docket
let viewer: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  viewer = await makePerson(docket, 'viewer', 'Vera Viewer')
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('the first page says what Docket is and asks who is there', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  assert.equal(await page.title(), 'Sign in · Docket')
  await page.getByRole('heading', { level: 2, name: /every row checked/i }).waitFor()
  await page.getByRole('banner').getByText('Live').waitFor()
  assert.equal(await page.getByRole('navigation', { name: 'Main' }).count(), 0)
  await closePage(watched)
})

test('signed in, it talks to no other host and leaves no error in the console', async () => {
  const watched = await openSystem()
  watched.errors.length = 0
  const { page } = watched
  await page.reload()
  await page.getByText('Running for').waitFor()
  assert.deepEqual(watched.errors, [])
  assert.ok(watched.requests.length > 4)
  assert.deepEqual(
    watched.requests.filter((url) => new URL(url).origin !== docket.url),
    [],
  )
  await closePage(watched)
})

test('a script inside the page is refused by the content security policy, and these tests would see it', async () => {
  const watched = await openPage(browser, docket.url)
  await watched.page.getByRole('heading', { level: 1 }).waitFor()
  await watched.page.evaluate(`
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.body.append(script)
  `)
  assert.equal(await watched.page.title(), 'Sign in · Docket')
  assert.match(watched.errors.join(), /content security policy/i)
  await closePage(watched)
})

test('the page of the system shows versions, running time, what is stored, and first steps', async () => {
  const watched = await openSystem()
  const { page } = watched
  const system = page.getByRole('region', { name: 'System' })
  await system.getByText('Ready', { exact: true }).waitFor()
  await system.getByText(/^PostgreSQL 1\d\.\d+, embedded$/).waitFor()
  await system.getByText(/^(\d+) of \1 applied$/).waitFor()
  await system.getByText(/^\d+ (sec|min)/).waitFor()
  assert.deepEqual(await system.locator('dl').last().getByRole('definition').allTextContents(), [
    '0',
    '0',
    '0',
  ])
  await system.getByText('Nothing is stored yet').waitFor()
  for (const name of ['Turn two files into vouchers', 'Call the API', 'Know where the data lives']) {
    assert.ok(await page.getByRole('heading', { level: 3, name }).isVisible(), name)
  }
  await closePage(watched)
})

test('nothing of the session is kept where scripts could read it', async () => {
  const watched = await openSystem()
  assert.equal(
    await watched.page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length'),
    0,
  )
  await closePage(watched)
})

test('everything is reached and used with the keyboard alone, and the focus is always seen', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByLabel('E-mail').waitFor()
  await page.keyboard.press('Tab')
  assert.equal(await focused(watched), 'Skip to content')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'main')
  assert.deepEqual(await tabThrough(watched, 'Sign in'), ['E-mail', 'Password', 'Sign in'])
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.type(viewer.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(viewer.password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).and(page.locator(':focus')).waitFor()
  await page.getByRole('link', { name: 'System' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'System' }).and(page.locator(':focus')).waitFor()
  assert.deepEqual(await tabThrough(watched, 'Copy the vouchers command'), ['Copy the vouchers command'])
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Copied the vouchers command' }).waitFor()
  assert.equal(
    await page.evaluate('navigator.clipboard.readText()'),
    './bin/docket vouchers --orders-file docs/example/orders.csv --barcodes-file docs/example/barcodes.csv',
  )
  await closePage(watched)
})

test('without access to the clipboard the command is selected instead', async () => {
  const watched = await openSystem()
  const { page } = watched
  await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))`)
  await page.getByRole('button', { name: 'Copy the doctor command' }).click()
  await page.getByText('Press Ctrl+C').waitFor()
  assert.equal(await page.evaluate('String(getSelection())'), './bin/docket doctor')
  await closePage(watched)
})

test("times are told in the reader's own zone and locale", async () => {
  const watched = await openSystem({ locale: 'de-DE', timezoneId: 'Asia/Kathmandu' })
  const time = watched.page.getByRole('region', { name: 'System' }).locator('time')
  await time.waitFor()
  const [shown, instant] = await time.evaluate((element) => [
    element.textContent,
    element.getAttribute('datetime'),
  ])
  const format = new Intl.DateTimeFormat('de-DE', { timeStyle: 'medium', timeZone: 'Asia/Kathmandu' })
  assert.equal(shown, format.format(new Date(instant ?? '')))
  await closePage(watched)
})

test('an unknown path has a page of its own that leads back', async () => {
  const watched = await openPage(browser, `${docket.url}/no/such/page`)
  const { page } = watched
  await page.getByText('/no/such/page').waitFor()
  assert.equal(await page.title(), 'Page not found · Docket')
  assert.deepEqual(await findBarriers(page), [])
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await closePage(watched)
})

test('without JavaScript the page says where to look', async () => {
  const watched = await openPage(browser, docket.url, { javaScriptEnabled: false })
  await watched.page.locator('noscript p').waitFor()
  await closePage(watched)
})

test('nothing moves for people who asked for reduced motion', async () => {
  const calm = await openPage(browser, docket.url, { reducedMotion: 'reduce' })
  await calm.page.getByRole('banner').getByText('Live').waitFor()
  assert.equal(await calm.page.evaluate('document.getAnimations().length'), 0)
  await closePage(calm)
})

async function openSystem(options = {}): Promise<WatchedPage> {
  const watched = await openPage(browser, `${docket.url}/system`, options)
  await signIn(watched, viewer)
  await watched.page.getByText('Running for').waitFor()
  return watched
}

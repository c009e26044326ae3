import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { closePage, launchBrowser, openPage, schemes, type WatchedPage, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'

const adminKey = 'a-key-of-the-browser-tests'

let browser: Browser
let docket: Docket

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('the first page says what Docket is and that it is ready', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  assert.equal(await page.title(), 'Docket')
  assert.match((await page.getByRole('heading', { level: 1 }).textContent()) ?? '', /every row checked/i)
  const system = page.getByRole('region', { name: 'System' })
  await system.getByText('Ready', { exact: true }).waitFor()
  await system.getByText('All applied').waitFor()
  await page.getByRole('banner').getByText('Live').waitFor()
  for (const name of ['Turn two files into vouchers', 'Call the API', 'Know where the data lives']) {
    assert.ok(await page.getByRole('heading', { level: 3, name }).isVisible(), name)
  }
  await closePage(watched)
})

test('it talks to no other host and leaves no error in the console', async () => {
  const watched = await openPage(browser, docket.url)
  await showDetails(watched, adminKey)
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
  await watched.page.evaluate(`
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.body.append(script)
  `)
  assert.equal(await watched.page.title(), 'Docket')
  assert.match(watched.errors.join(), /content security policy/i)
  await closePage(watched)
})

test('a wrong key is refused in words, and its text is selected for another try', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  const field = page.getByLabel('Admin key')
  await field.fill('not-the-key-of-this-docket')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('alert').getByText('This is not the admin key').waitFor()
  assert.equal(await field.getAttribute('aria-invalid'), 'true')
  await page.keyboard.type(adminKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Details' }).waitFor()
  await closePage(watched)
})

test('an empty key and one that cannot be sent are refused without asking the server', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('alert').getByText('Enter the key').waitFor()
  await page.getByLabel('Admin key').fill('schlüssel mit leerzeichen')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').getByText('no spaces and no accented letters').waitFor()
  assert.deepEqual(
    watched.requests.filter((url) => url.includes('/api/')),
    [],
  )
  await closePage(watched)
})

test('the right key shows versions, running time and what is stored', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await showDetails(watched, adminKey)
  const system = page.getByRole('region', { name: 'System' })
  await system.getByText(/^PostgreSQL 1\d\.\d+, embedded$/).waitFor()
  await system.getByText(/^(\d+) of \1 applied$/).waitFor()
  await system.getByText(/^\d+ (sec|min)/).waitFor()
  assert.deepEqual(await system.locator('dl').last().getByRole('definition').allTextContents(), [
    '0',
    '0',
    '0',
  ])
  await system.getByText('Nothing is stored yet').waitFor()
  await closePage(watched)
})

test('the key stays in the page: nothing is stored, and a reload or "Forget the key" asks again', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await showDetails(watched, adminKey)
  assert.equal(await page.evaluate('localStorage.length + sessionStorage.length + document.cookie.length'), 0)
  await page.getByRole('button', { name: 'Forget the key' }).click()
  await page.getByLabel('Admin key').waitFor()
  await showDetails(watched, adminKey)
  await page.reload()
  await page.getByLabel('Admin key').waitFor()
  await closePage(watched)
})

test('everything is reached and used with the keyboard alone, and the focus is always seen', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.keyboard.press('Tab')
  assert.equal(await focused(watched), 'Skip to content')
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'main')
  assert.deepEqual(await tabThrough(watched, 'Show'), ['First steps', 'API reference', 'Admin key', 'Show'])
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.type(adminKey)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Details' }).waitFor()
  assert.equal(await focused(watched), 'Details')
  assert.deepEqual(await tabThrough(watched, 'Copy the vouchers command'), [
    'Forget the key',
    'Copy the vouchers command',
  ])
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Copied the vouchers command' }).waitFor()
  assert.equal(
    await page.evaluate('navigator.clipboard.readText()'),
    './bin/docket vouchers --orders-file docs/example/orders.csv --barcodes-file docs/example/barcodes.csv',
  )
  await closePage(watched)
})

test('without access to the clipboard the command is selected instead', async () => {
  const watched = await openPage(browser, docket.url)
  const { page } = watched
  await page.evaluate(`navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))`)
  await page.getByRole('button', { name: 'Copy the doctor command' }).click()
  await page.getByText('Press Ctrl+C').waitFor()
  assert.equal(await page.evaluate('String(getSelection())'), './bin/docket doctor')
  await closePage(watched)
})

test("times are told in the reader's own zone and locale", async () => {
  const watched = await openPage(browser, docket.url, { locale: 'de-DE', timezoneId: 'Asia/Kathmandu' })
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
  assert.equal(await page.title(), 'Page not found · Docket')
  await page.getByText('/no/such/page').waitFor()
  assert.deepEqual(await findBarriers(page), [])
  await page.getByRole('link', { name: 'Go to the start' }).click()
  await page.getByRole('heading', { level: 1, name: /orders in/i }).waitFor()
  assert.deepEqual(watched.errors, [])
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

test('a narrow screen never scrolls sideways', async () => {
  for (const width of [320, 390, 768, 1024]) {
    const watched = await openPage(browser, docket.url, { viewport: { width, height: 800 } })
    await showDetails(watched, adminKey)
    const overhang = await watched.page.evaluate('document.documentElement.scrollWidth - innerWidth')
    assert.ok(Number(overhang) <= 0, `${width} px wide: ${overhang} px too much`)
    await closePage(watched)
  }
})

for (const width of widths) {
  for (const colorScheme of schemes) {
    test(`axe finds no barrier at ${width} px in ${colorScheme}: locked, refused and open`, async () => {
      const watched = await openPage(browser, docket.url, { viewport: { width, height: 860 }, colorScheme })
      const { page } = watched
      await page.getByText('All applied').waitFor()
      assert.deepEqual(await findBarriers(page), [])
      await page.getByLabel('Admin key').fill('wrong')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').getByText('not the admin key').waitFor()
      assert.deepEqual(await findBarriers(page), [])
      await showDetails(watched, adminKey)
      assert.deepEqual(await findBarriers(page), [])
      await closePage(watched)
    })
  }
}

async function showDetails({ page }: WatchedPage, key: string): Promise<void> {
  await page.getByLabel('Admin key').fill(key)
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('heading', { name: 'Details' }).waitFor()
}

/** What a person would call the element that has the focus. */
async function focused({ page }: WatchedPage): Promise<string> {
  const name: unknown = await page.evaluate(`(() => {
    const { labels, innerText } = document.activeElement
    return (labels?.[0]?.innerText ?? innerText).replace(/\\s+/g, ' ').trim()
  })()`)
  return String(name)
}

/** Presses Tab until `last` has the focus; every stop must be seen. */
async function tabThrough(watched: WatchedPage, last: string): Promise<string[]> {
  const stops: string[] = []
  while (stops.at(-1) !== last && stops.length < 30) {
    await watched.page.keyboard.press('Tab')
    stops.push(await focused(watched))
    const outline = await watched.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    assert.equal(outline, 'solid', `"${stops.at(-1)}" shows that it has the focus`)
  }
  return stops
}

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, makePerson, openAs, type Person, signIn } from './support/people.ts'
import { changeStatus, importTickets, placeOrder } from './support/shop.ts'

/** A day of 23 hours in Helsinki, whose last order was created on the next day of UTC's calendar. */
const march = 'from=2026-03-28&to=2026-03-30&granularity=day&timezone=Europe/Helsinki'

let browser: Browser
let docket: Docket
let viewer: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  viewer = await makePerson(docket, 'viewer', 'Vera Viewer')
  await placeOrder(docket, { _id: 'a', customer: { id: 'jane' }, created: '2026-03-28T21:59:00Z' })
  await placeOrder(docket, { _id: 'b', customer: { id: 'jane' }, created: '2026-03-28T22:00:00Z' })
  await placeOrder(docket, { _id: 'c', customer: { id: 'john' }, created: '2026-03-29T20:30:00Z' })
  await changeStatus(docket, 'b', { status: 50, timestamp: '2026-03-28T22:10:00Z' })
  await changeStatus(docket, 'b', { status: 90, timestamp: '2026-03-28T22:40:30Z' })
  await importTickets(docket, viewer.id, { orders: ['1,10'], barcodes: ['A,1', 'B,1', 'C,'] })
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('the totals say what is there, and grow by themselves', async () => {
  const watched = await openAs(browser, docket, viewer, '/analytics')
  const { page } = watched
  await total(page, 'Orders', '4')
  await total(page, 'Customers with orders', '3')
  await total(page, 'Tickets sold', '2')
  await total(page, 'Tickets not sold', '1')
  await page.getByText('Everything that happened is counted').waitFor()
  await page.getByRole('link', { name: 'Finalized' }).waitFor()
  await placeOrder(docket, { _id: 'later', customer: { id: 'john' } })
  await total(page, 'Orders', '5')
  await closePage(watched)
})

test("orders are counted by the days of the person's zone, and by those of another", async () => {
  const watched = await openAs(browser, docket, viewer, `/analytics?${march}`)
  const { page } = watched
  const created = page.getByRole('region', { name: 'Orders created' })
  await created.getByText('3 orders in all').waitFor()
  assert.deepEqual(await rows(page, 'Orders created'), [
    ['Sat, 28 Mar 2026', '1'],
    ['Sun, 29 Mar 2026', '2'],
    ['Mon, 30 Mar 2026', '0'],
  ])
  await created.getByRole('img', { name: /Most: 2, Sun, 29 Mar 2026/ }).waitFor()
  await page.getByLabel('Time zone').fill('Mars/Olympus')
  await page.getByRole('form', { name: 'Range' }).getByRole('button', { name: 'Show' }).click()
  await page.getByText('There is no such time zone').waitFor()
  await page.getByLabel('Time zone').fill('Asia/Kathmandu')
  await page.getByRole('form', { name: 'Range' }).getByRole('button', { name: 'Show' }).click()
  await page.waitForURL(/timezone=Asia%2FKathmandu/)
  await created.getByRole('row', { name: 'Mon, 30 Mar 2026 1' }).waitFor()
  assert.deepEqual(
    (await rows(page, 'Orders created')).map(([, orders]) => orders),
    ['0', '2', '1'],
  )
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    created.getByRole('link', { name: 'Download as CSV' }).click(),
  ])
  assert.equal((await readFile(await file.path(), 'utf8')).trim().split('\n').length, 4)
  await closePage(watched)
})

test('a day of 23 hours has 23 hours, and its hours are told on several pages', async () => {
  const address = '/analytics?from=2026-03-29&to=2026-03-29&granularity=hour&timezone=Europe/Helsinki'
  const watched = await openAs(browser, docket, viewer, address)
  const { page } = watched
  await page.getByText('2 orders in all').waitFor()
  assert.equal((await rows(page, 'Orders created')).length, 23)
  await page.getByRole('textbox', { name: 'From' }).fill('2026-03-28')
  await page.getByRole('form', { name: 'Range' }).getByRole('button', { name: 'Show' }).click()
  await page.getByText('3 orders in all').waitFor()
  assert.equal((await rows(page, 'Orders created')).length, 31)
  await page
    .getByRole('navigation', { name: 'Pages of orders created' })
    .getByRole('button', { name: 'Next' })
    .click()
  await page.getByText('Page 2').waitFor()
  assert.equal((await rows(page, 'Orders created')).length, 16)
  await closePage(watched)
})

test('stays are told by status, those that go on beside', async () => {
  const watched = await openAs(browser, docket, viewer, `/analytics?${march}`)
  const { page } = watched
  const durations = page.getByRole('region', { name: 'Time in each status' })
  await durations.getByRole('row', { name: /^Sun, 29 Mar 2026 Preparing 1 0 30 mins 30 secs/ }).waitFor()
  await durations.getByRole('row', { name: /^Sun, 29 Mar 2026 New 1 1 10 mins/ }).waitFor()
  await durations.getByRole('row', { name: /^Sat, 28 Mar 2026 New 0 1 none/ }).waitFor()
  await durations.getByLabel('Status').selectOption('50')
  await durations.getByRole('row', { name: /New/ }).first().waitFor({ state: 'detached' })
  await durations.getByRole('img', { name: /Average time in Preparing by day/ }).waitFor()
  await closePage(watched)
})

test('a range of presets ends today, and a range without orders says so', async () => {
  const watched = await openAs(browser, docket, viewer, '/analytics?from=2020-01-01&to=2020-01-02')
  const { page } = watched
  await page.getByText('0 orders in all').waitFor()
  await page.getByText('Nothing in this range.').waitFor()
  await page.getByText('No order was in any status in this range').waitFor()
  await page.getByRole('button', { name: 'Today' }).click()
  await page.waitForURL(/granularity=hour/)
  await page.getByText(/^[1-9]\d* orders? in all/).waitFor()
  await closePage(watched)
})

test('a range of more parts than are answered is refused in words', async () => {
  const address = '/analytics?from=2020-01-01&to=2025-12-31&granularity=hour'
  const watched = await openAs(browser, docket, viewer, address)
  await watched.page.getByRole('alert').getByText('Could not load the throughput').waitFor()
  await watched.page
    .getByRole('alert')
    .getByText(/more than 10.?000 buckets/)
    .first()
    .waitFor()
  await closePage(watched)
})

test('lifetimes are filtered and lead to their customer', async () => {
  const watched = await openAs(browser, docket, viewer, '/analytics')
  const { page } = watched
  const lifetimes = page.getByRole('region', { name: 'Customers over their lifetime' })
  await lifetimes.getByRole('link', { name: '10', exact: true }).waitFor()
  await lifetimes.getByLabel('At least').fill('1.5')
  await lifetimes.getByRole('button', { name: 'Show' }).click()
  await page.locator('[name=minOrders][aria-invalid=true]').waitFor()
  await lifetimes.getByLabel('At least').fill('2')
  await lifetimes.getByRole('button', { name: 'Show' }).click()
  await lifetimes.getByRole('link', { name: '10', exact: true }).waitFor({ state: 'detached' })
  await lifetimes.getByRole('link', { name: 'jane' }).click()
  await page.getByRole('heading', { level: 1, name: 'Customer jane' }).waitFor()
  await closePage(watched)
})

for (const width of widths) {
  for (const colorScheme of schemes) {
    test(`axe finds no barrier among the numbers at ${width} px in ${colorScheme}`, async () => {
      const options = { viewport: { width, height: 860 }, colorScheme }
      const watched = await openPage(browser, `${docket.url}/analytics?${march}`, options)
      const { page } = watched
      await signIn(watched, viewer)
      await page.getByText('3 orders in all').waitFor()
      await page.getByRole('region', { name: 'Time in each status' }).getByLabel('Status').selectOption('50')
      await page.getByRole('link', { name: 'jane' }).first().waitFor()
      assert.deepEqual(await findBarriers(page), [])
      const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      assert.ok(Number(overhang) <= 0, `${overhang} px too much`)
      await closePage(watched)
    })
  }
}

async function total(page: Page, name: string, value: string): Promise<void> {
  const totals = page.getByRole('region', { name: 'Totals' })
  await totals
    .locator('div', { has: page.getByText(name, { exact: true }) })
    .getByText(value, { exact: true })
    .waitFor()
}

/** The cells of a table, row by row. */
async function rows(page: Page, region: string): Promise<string[][]> {
  const found = await page.getByRole('region', { name: region, exact: true }).locator('tbody tr').all()
  return Promise.all(found.map((row) => row.locator('td').allTextContents()))
}

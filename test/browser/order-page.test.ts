import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { tabThrough } from './support/keyboard.ts'
import { adminKey, makePerson, openAs, type Person } from './support/people.ts'
import { changeStatus, importTickets, placeOrder } from './support/shop.ts'

let browser: Browser
let docket: Docket
let admin: Person
let operator: Person
let viewer: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  admin = await makePerson(docket, 'admin', 'Ada Admin')
  operator = await makePerson(docket, 'operator', 'Olga Operator')
  viewer = await makePerson(docket, 'viewer', 'Vera Viewer')
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('an order shows what was ordered, for whom, and the document as it came', async () => {
  const document =
    '{"_id":"order.1","customer":{"id":"C 1/2","name":"Jane Roe","phoneNumber":"+3585550"},"deliveryAddress":{"city":"Helsinki","street":"Huuvatie 1","postalCode":"00100"},"pickupTime":"2021-07-22T20:28:02Z","created":"2021-07-22T20:08:02Z","items":[{"name":"Hawaii Burger","plu":"CAT1-0001","quantity":12}],"note":"no onions"}'
  await sendText(document)
  const watched = await openAs(browser, docket, viewer, '/orders?q=order.1')
  const { page } = watched
  await page.getByRole('link', { name: 'order.1' }).click()
  await page.getByRole('heading', { level: 1, name: 'Order order.1' }).waitFor()
  await page.reload()
  const slip = page.getByRole('region', { name: 'State' })
  for (const words of [
    'New',
    'Jane Roe',
    '+3585550',
    'Huuvatie 1',
    '00100 Helsinki',
    '22 Jul 2021, 23:28:02',
  ])
    await slip.getByText(words, { exact: true }).waitFor()
  await page.getByRole('cell', { name: 'Hawaii Burger' }).waitFor()
  await page.getByRole('cell', { name: '12', exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Change the status' }).count(), 0)
  await page.getByText('As it was received').click()
  await page.getByText(document, { exact: true }).waitFor()
  await slip.getByRole('link', { name: 'Jane Roe' }).click()
  await page.getByRole('heading', { level: 1, name: 'Jane Roe' }).waitFor()
  await closePage(watched)
})

test('the status is changed to what may follow, and the timeline says who did so, and why', async () => {
  await placeOrder(docket, { _id: 'to-change' })
  const watched = await openAs(browser, docket, operator, '/orders/to-change')
  const { page } = watched
  const choice = page.getByLabel('New status')
  await choice.selectOption({ label: 'Preparing (50)' })
  await page.getByLabel('Reason').fill('The pan is hot')
  await page.getByRole('button', { name: 'Change the status' }).click()
  await state(page, 'Preparing')
  const entry = page.getByRole('listitem').filter({ hasText: 'Preparing' })
  await entry.getByText('by you · from web').waitFor()
  await entry.getByText('“The pan is hot”').waitFor()
  assert.equal(await choice.locator('option[value="20"]').count(), 0)
  assert.equal(await page.getByLabel('Force it').count(), 0)
  await closePage(watched)
})

test('the status is changed by keyboard alone, and the focus is always seen', async () => {
  await placeOrder(docket, { _id: 'by-keyboard' })
  const watched = await openAs(browser, docket, operator, '/orders/by-keyboard')
  const { page } = watched
  await page.getByRole('listitem').filter({ hasText: 'New' }).waitFor()
  await tabThrough(watched, 'New status')
  await page.keyboard.type('Prepared')
  const stops = await tabThrough(watched, 'Change the status')
  assert.ok(stops.includes('When, if not now'), stops.join())
  await page.keyboard.press('Enter')
  await state(page, 'Prepared')
  await closePage(watched)
})

test('a change that came late and does not count is shown with its reason', async () => {
  await placeOrder(docket, { _id: 'late', created: '2024-05-01T10:00:00Z' })
  await changeStatus(docket, 'late', { status: 90, timestamp: '2024-05-01T11:00:00Z' })
  const watched = await openAs(browser, docket, admin, '/orders/late')
  const { page } = watched
  await page.getByText('This order has ended').waitFor()
  await page.getByLabel('Force it').check()
  await page.getByLabel('New status').selectOption('50')
  await page.getByLabel('When, if not now').fill('2024-05-01T15:00:00')
  await page.getByRole('button', { name: 'Change the status' }).click()
  await page.locator('[name=reason][aria-invalid=true]').waitFor()
  await page.getByLabel('Force it').uncheck()
  await page.getByText('This order has ended').waitFor()
  await assert.rejects(changeStatus(docket, 'late', { status: 50, timestamp: '2024-05-01T12:00:00Z' }))
  const refused = page.getByRole('listitem').filter({ hasText: 'Not counted' })
  await refused.getByText('Preparing').waitFor()
  await state(page, 'Finalized')
  await closePage(watched)
})

test('an admin forces an ended order open, with a reason', async () => {
  await placeOrder(docket, { _id: 'to-force', status: 90 })
  const watched = await openAs(browser, docket, admin, '/orders/to-force')
  const { page } = watched
  await page.getByLabel('Force it').check()
  await page.getByLabel('New status').selectOption('60')
  await page.getByLabel('Reason').fill('Closed by mistake')
  await page.getByRole('button', { name: 'Change the status' }).click()
  await state(page, 'Prepared')
  await page.getByText('“Closed by mistake”').waitFor()
  await closePage(watched)
})

test('who changes what somebody else has just changed is told so, and sees the new state', async () => {
  await placeOrder(docket, { _id: 'contested' })
  const watched = await openAs(browser, docket, operator, '/orders/contested')
  const { page } = watched
  await page.getByLabel('New status').selectOption('20')
  // What the page would hear of the other change is held back, as on a slow line.
  const release = Promise.withResolvers<void>()
  await page.route('**/api/orders/contested', async (route) => {
    await release.promise
    await route.continue()
  })
  await changeStatus(docket, 'contested', { status: 50 })
  await page.getByRole('button', { name: 'Change the status' }).click()
  await page.getByRole('alert').getByText('Somebody else changed this order meanwhile').waitFor()
  release.resolve()
  await state(page, 'Preparing')
  await page.getByRole('alert').getByText('It is “Preparing” now').waitFor()
  await closePage(watched)
})

test('two tabs show the same order, and one sees what the other does at once', async () => {
  await placeOrder(docket, { _id: 'watched' })
  const watched = await openAs(browser, docket, operator, '/orders/watched')
  const other = await watched.page.context().newPage()
  await other.goto(`${docket.url}/orders/watched`)
  await state(other, 'New')
  await watched.page.getByLabel('New status').selectOption('20')
  await watched.page.getByRole('button', { name: 'Change the status' }).click()
  await state(other, 'Accepted')
  await other.getByRole('listitem').filter({ hasText: 'Accepted' }).waitFor()
  await closePage(watched)
})

test('an order of a file shows its tickets, and an order that is none is said to be none', async () => {
  await importTickets(docket, admin.id, { orders: ['7,70'], barcodes: ['T-1,7', 'T-2,7'] })
  const watched = await openAs(browser, docket, viewer, '/orders/7')
  const { page } = watched
  await page.getByRole('region', { name: 'Tickets' }).getByRole('link', { name: 'T-2' }).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'New' }).getByText('by an import').waitFor()
  await page.goto(`${docket.url}/orders/no-such-order`)
  await page.getByText('There is no such order').waitFor()
  await closePage(watched)
})

async function state(page: Page, words: string): Promise<void> {
  await page.getByRole('region', { name: 'State' }).getByText(words, { exact: true }).first().waitFor()
}

/** Sends a document letter for letter. */
async function sendText(body: string): Promise<void> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  const response = await fetch(`${docket.url}/api/orders`, { method: 'POST', headers, body })
  assert.equal(response.status, 201, await response.text())
}

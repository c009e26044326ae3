import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { becomes } from './support/becomes.ts'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, makePerson, openAs, type Person, signIn } from './support/people.ts'
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

test('the list shows the newest order first, and a new one by itself', async () => {
  await placeOrder(docket, { _id: 'first', channelOrderId: 'CH-1' })
  const watched = await openAs(browser, docket, viewer, '/orders')
  const { page } = watched
  const messages = countMessages(page)
  // The connection that is there already was made before anybody counted.
  await page.reload()
  await row(page, 'first').getByText('CH-1').waitFor()
  await placeOrder(docket, { _id: 'second' })
  await row(page, 'second').waitFor()
  assert.deepEqual(await shownIds(page), ['second', 'first'])
  await changeStatus(docket, 'first', { status: 'PREPARING' })
  await row(page, 'first').getByText('Preparing').waitFor()
  assert.ok(messages.ofOrders >= 2, `${messages.ofOrders} live messages`)
  assert.equal(await page.getByRole('link', { name: 'New order' }).count(), 0)
  await closePage(watched)
})

test('filters narrow the list, stand in the address, and narrow the download', async () => {
  await placeOrder(docket, {
    _id: 'f-accepted',
    status: 20,
    account: 'acc-1',
    created: '2024-03-01T12:00:00Z',
  })
  await placeOrder(docket, { _id: 'f-new', account: 'acc-1', created: '2024-03-02T12:00:00Z' })
  await placeOrder(docket, {
    _id: 'f-soup',
    account: 'acc-2',
    created: '2024-03-03T12:00:00Z',
    items: [{ name: 'Pea soup', quantity: 1 }],
  })
  const watched = await openAs(browser, docket, operator, '/orders')
  const { page } = watched
  await page.getByLabel('Search').fill('pea SOUP')
  await show(page)
  await idsBecome(page, ['f-soup'])
  await page.getByRole('button', { name: 'Show all' }).click()
  await row(page, 'f-new').waitFor()
  await page.getByText('More filters').click()
  await page.getByLabel('Account').fill('acc-1')
  await show(page)
  await idsBecome(page, ['f-new', 'f-accepted'])
  await page.getByLabel('Group').selectOption('accepted')
  await show(page)
  await idsBecome(page, ['f-accepted'])
  await page.reload()
  await idsBecome(page, ['f-accepted'])
  assert.equal(await page.getByLabel('Account').inputValue(), 'acc-1')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download as CSV' }).click(),
  ])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /f-accepted/)
  await page.goBack()
  await idsBecome(page, ['f-new', 'f-accepted'])
  await closePage(watched)
})

test('times of a filter are those of the person, and a filter that nothing fits says so', async () => {
  await placeOrder(docket, { _id: 't-1', created: '2023-06-01T09:00:00Z', account: 'times' })
  await placeOrder(docket, { _id: 't-2', created: '2023-06-01T10:00:00Z', account: 'times' })
  const watched = await openAs(browser, docket, operator, '/orders?account=times')
  const { page } = watched
  await idsBecome(page, ['t-2', 't-1'])
  await page.getByLabel('Created from').fill('2023-06-01T12:30:00')
  await show(page)
  await idsBecome(page, ['t-2'])
  assert.match(page.url(), /from=2023-06-01T09%3A30%3A00/)
  await row(page, 't-2').getByText('1 Jun 2023, 13:00', { exact: true }).waitFor()
  await page.getByLabel('Created from').fill('2023-06-02T00:00:00')
  await show(page)
  await page.getByText('No order fits').waitFor()
  await closePage(watched)
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
  await page.route('**/api/orders/contested', (route) => void route)
  await changeStatus(docket, 'contested', { status: 50 })
  await page.getByRole('button', { name: 'Change the status' }).click()
  await page.getByRole('alert').getByText('Somebody else changed this order meanwhile').waitFor()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await page.reload()
  await state(page, 'Preparing')
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

test('an order is entered by hand, and what the server refuses is told at its field', async () => {
  const watched = await openAs(browser, docket, operator, '/orders')
  const { page } = watched
  await page.getByRole('link', { name: 'New order' }).click()
  await page.getByRole('button', { name: 'Place the order' }).click()
  await page.getByRole('alert').getByText(/./).waitFor()
  await page.locator('[name=name-0][aria-invalid=true]').waitFor()
  await page.getByLabel('Name').fill('Hanna Hand')
  await page.getByLabel('Item', { exact: true }).fill('Soup')
  await page.getByLabel('Quantity').fill('1.5')
  await page.getByLabel('Pickup').fill('2026-11-21T14:30')
  await page.getByRole('button', { name: 'Place the order' }).click()
  await page.locator('[name=quantity-0][aria-invalid=true]').waitFor()
  await page.getByLabel('Quantity').fill('2')
  await page.getByRole('button', { name: 'Another item' }).click()
  await page.getByRole('group', { name: 'Item 2' }).getByLabel('Item', { exact: true }).fill('Bread')
  await page.getByRole('button', { name: 'Place the order' }).dblclick()
  await page.getByRole('heading', { level: 1, name: /^Order / }).waitFor()
  await page.getByRole('cell', { name: 'Bread' }).waitFor()
  await page.getByText('21 Nov 2026, 14:30:00').waitFor()
  await page.goto(`${docket.url}/orders?q=Hanna`)
  await page.getByRole('cell', { name: 'Hanna Hand' }).waitFor()
  assert.equal((await shownIds(page)).length, 1)
  await closePage(watched)
})

test('more orders than a page are on several, and a viewer enters none', async () => {
  for (let i = 0; i < 60; i++)
    await placeOrder(docket, {
      _id: `many-${i}`,
      account: 'many',
      created: `2022-01-01T10:${String(i).padStart(2, '0')}:00Z`,
    })
  const watched = await openAs(browser, docket, viewer, '/orders?account=many')
  const { page } = watched
  await row(page, 'many-59').waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await row(page, 'many-0').waitFor()
  assert.equal((await shownIds(page)).length, 10)
  await page.goto(`${docket.url}/orders/new`)
  await page.getByText('Viewers enter no orders').waitFor()
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

for (const width of widths) {
  for (const colorScheme of schemes) {
    test(`axe finds no barrier on the pages of orders at ${width} px in ${colorScheme}`, async () => {
      const id = `axe-${width}-${colorScheme}`
      await placeOrder(docket, { _id: id, created: '2024-05-01T10:00:00Z', channelOrderId: 'x'.repeat(255) })
      await changeStatus(docket, id, { status: 90, timestamp: '2024-05-01T11:00:00Z' })
      await assert.rejects(changeStatus(docket, id, { status: 50, timestamp: '2024-05-01T12:00:00Z' }))
      const options = { viewport: { width, height: 860 }, colorScheme }
      const watched = await openPage(browser, `${docket.url}/orders`, options)
      const { page } = watched
      await signIn(watched, admin)
      for (const [path, whole] of [
        ['/orders', 'Created'],
        ['/orders?q=no-such-order&account=x', 'No order fits'],
        [`/orders/${id}`, 'Not counted'],
        ['/orders/new', 'Who orders'],
        ['/orders/none', 'There is no such order'],
      ] as const) {
        await page.goto(`${docket.url}${path}`)
        await page.getByRole('main').getByText(whole).first().waitFor({ state: 'attached' })
        assert.deepEqual(await findBarriers(page), [], path)
        const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        assert.ok(Number(overhang) <= 0, `${path}: ${overhang} px too much`)
      }
      await page.goto(`${docket.url}/orders/new`)
      await page.getByRole('button', { name: 'Place the order' }).click()
      await page.locator('[aria-invalid=true]').first().waitFor()
      assert.deepEqual(await findBarriers(page), [])
      await closePage(watched)
    })
  }
}

function row(page: Page, id: string) {
  return page.getByRole('row').filter({ has: page.getByRole('link', { name: id, exact: true }) })
}

async function shownIds(page: Page): Promise<string[]> {
  return page.locator('tbody tr td:first-child a').allTextContents()
}

async function idsBecome(page: Page, ids: readonly string[]): Promise<void> {
  await becomes(() => shownIds(page), ids)
}

async function show(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show', exact: true }).click()
}

async function state(page: Page, words: string): Promise<void> {
  await page.getByRole('region', { name: 'State' }).getByText(words, { exact: true }).first().waitFor()
}

function countMessages(page: Page): { ofOrders: number } {
  const counted = { ofOrders: 0 }
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('orders.changed')) counted.ofOrders += 1
    })
  })
  return counted
}

/** Sends a document letter for letter. */
async function sendText(body: string): Promise<void> {
  const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' }
  const response = await fetch(`${docket.url}/api/orders`, { method: 'POST', headers, body })
  assert.equal(response.status, 201, await response.text())
}

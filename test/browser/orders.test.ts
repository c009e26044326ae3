import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { becomes } from './support/becomes.ts'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, makePerson, openAs, type Person, signIn } from './support/people.ts'
import { changeStatus, placeOrder } from './support/shop.ts'

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

function countMessages(page: Page): { ofOrders: number } {
  const counted = { ofOrders: 0 }
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      if (String(payload).includes('orders.changed')) counted.ofOrders += 1
    })
  })
  return counted
}

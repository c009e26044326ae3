import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, makePerson, openAs, type Person, signIn } from './support/people.ts'
import { importTickets, placeOrder } from './support/shop.ts'

let browser: Browser
let docket: Docket
let operator: Person
let viewer: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  operator = await makePerson(docket, 'operator', 'Olga Operator')
  viewer = await makePerson(docket, 'viewer', 'Vera Viewer')
  await placeOrder(docket, {
    _id: 'jane-1',
    customer: { id: 'jane', name: 'Jane Roe', phoneNumber: '+35850111' },
    created: '2024-03-01T12:00:00Z',
  })
  await placeOrder(docket, { _id: 'jane-2', customer: { id: 'jane' }, created: '2024-03-04T00:00:00Z' })
  await placeOrder(docket, {
    _id: 'john-1',
    customer: { id: 'john', name: 'John Doe', phoneNumber: '+35850222' },
  })
  await importTickets(docket, operator.id, { orders: ['1,10'], barcodes: ['A,1', 'B,1', 'C,1'] })
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('customers are found by a part of a value, which stands in the address', async () => {
  const watched = await openAs(browser, docket, viewer, '/customers')
  const { page } = watched
  await page.getByRole('cell', { name: 'Jane Roe' }).waitFor()
  await page.getByLabel('Search').fill('ROE')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByRole('cell', { name: 'John Doe' }).waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('cell', { name: 'Jane Roe' }).waitFor()
  assert.equal(await page.getByRole('cell', { name: 'John Doe' }).count(), 0)
  await page.getByLabel('Search').fill('nobody at all')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByText('No customer fits').waitFor()
  await closePage(watched)
})

test('the most loyal customers are ranked by tickets or by orders', async () => {
  const watched = await openAs(browser, docket, viewer, '/customers')
  const top = watched.page.getByRole('region', { name: 'Most loyal' }).getByRole('listitem')
  await top.first().getByText('3 tickets, 1 order', { exact: true }).waitFor()
  await watched.page.getByText('By orders').click()
  await top.first().getByText('0 tickets, 2 orders').waitFor()
  await closePage(watched)
})

test('a customer shows their values, their orders and their lifetime, which grows by itself', async () => {
  const watched = await openAs(browser, docket, viewer, '/customers/jane')
  const { page } = watched
  await page.getByRole('heading', { level: 1, name: 'Jane Roe' }).waitFor()
  const lifetime = page.getByRole('region', { name: 'Lifetime' })
  await lifetime.getByText('2.5', { exact: true }).waitFor()
  await lifetime.getByText('1 Mar 2024, 14:00').waitFor()
  await page.getByRole('link', { name: 'jane-2' }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  await placeOrder(docket, { _id: 'jane-3', customer: { id: 'jane' }, created: '2024-03-06T12:00:00Z' })
  await page.getByRole('link', { name: 'jane-3' }).waitFor()
  await lifetime.getByText('3', { exact: true }).waitFor()
  await closePage(watched)
})

test('values are changed and taken away, and one that is taken is told at its field', async () => {
  const watched = await openAs(browser, docket, operator, '/customers/john')
  const { page } = watched
  const change = page.getByRole('region', { name: 'Change' })
  await change.getByLabel('E-mail').fill('no address')
  await change.getByRole('button', { name: 'Save' }).click()
  await page.locator('[name=email][aria-invalid=true]').waitFor()
  await change.getByLabel('E-mail').fill('john@example.org')
  await change.getByLabel('Name').fill('Johnny Doe')
  await change.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { level: 1, name: 'Johnny Doe' }).waitFor()
  const who = page.getByRole('region', { name: 'Who' })
  await who.getByText('john@example.org').waitFor()
  await change.getByLabel('Phone number').fill('+35850111')
  await change.getByRole('button', { name: 'Save' }).click()
  await change
    .getByText(/phone number/i)
    .last()
    .waitFor()
  await change.getByLabel('Phone number').fill('')
  await change.getByRole('button', { name: 'Save' }).click()
  await who.getByText('none').waitFor()
  await closePage(watched)
})

test('of a customer who was erased nothing is shown but the id, and the numbers stay', async () => {
  await placeOrder(docket, {
    _id: 'erased-1',
    customer: { id: 'to-erase', name: 'Erik Erased', phoneNumber: '+35850333' },
  })
  await docket.run('erase-customer', 'to-erase', '--yes')
  const watched = await openAs(browser, docket, operator, '/customers/to-erase')
  const { page } = watched
  await page.getByText(/This person was erased on/).waitFor()
  await page.getByRole('heading', { level: 1, name: 'Customer to-erase' }).waitFor()
  await page.getByRole('region', { name: 'Lifetime' }).getByText('1', { exact: true }).waitFor()
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  await page.getByRole('link', { name: 'erased-1' }).click()
  await page.getByRole('region', { name: 'State' }).getByText('Customer to-erase').waitFor()
  assert.equal(await page.getByText('Erik').count(), 0)
  await page.getByText('As it was received').click()
  await page.getByText('no document is kept').waitFor()
  await closePage(watched)
})

test('a customer that is none is said to be none', async () => {
  const watched = await openAs(browser, docket, viewer, '/customers/nobody')
  await watched.page.getByText('There is no such customer').waitFor()
  await closePage(watched)
})

for (const width of widths) {
  for (const colorScheme of schemes) {
    test(`axe finds no barrier on the pages of customers at ${width} px in ${colorScheme}`, async () => {
      const options = { viewport: { width, height: 860 }, colorScheme }
      const watched = await openPage(browser, `${docket.url}/customers`, options)
      const { page } = watched
      await signIn(watched, operator)
      for (const [path, whole] of [
        ['/customers', 'Jane Roe'],
        ['/customers?q=nobody', 'No customer fits'],
        ['/customers/jane', 'jane-2'],
        ['/customers/nobody', 'There is no such customer'],
      ] as const) {
        await page.goto(`${docket.url}${path}`)
        await page.getByRole('main').getByText(whole).first().waitFor()
        assert.deepEqual(await findBarriers(page), [], path)
        const overhang = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        assert.ok(Number(overhang) <= 0, `${path}: ${overhang} px too much`)
      }
      await closePage(watched)
    })
  }
}

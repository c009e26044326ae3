import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser, openPage, schemes, widths } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { findBarriers } from './support/find-barriers.ts'
import { adminKey, ask, makePerson, openAs, type Person, signIn } from './support/people.ts'
import { changeStatus, importTickets } from './support/shop.ts'

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
  await importTickets(docket, admin.id, {
    orders: ['1,10', '2,11'],
    barcodes: ['SOLD-1,1', 'SOLD-2,1', 'SOLD-3,1', 'CANCELLED,2', 'UNSOLD-1,', 'unused,', 'a/b?c#d.e,1'],
  })
  await changeStatus(docket, '2', { status: 'CANCELED' })
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('a ticket is looked up and redeemed at a gate, and a second scan says when and where the first was', async () => {
  const watched = await openAs(browser, docket, operator, '/barcodes')
  const { page } = watched
  await lookUp(page, 'SOLD-1')
  await state(page, 'Sold, not redeemed')
  const other = await page.context().newPage()
  await other.goto(`${docket.url}/barcodes?barcode=SOLD-1`)
  await state(other, 'Sold, not redeemed')
  await redeem(page, 'Gate A')
  await state(page, 'Redeemed')
  await scan(page, 'at Gate A · by you')

  await redeem(other, 'Gate B')
  await other.getByRole('alert').getByText('redeemed before').waitFor()
  await other.getByRole('alert').getByText('Gate A').waitFor()
  await state(other, 'Redeemed')
  await scan(other, 'It was redeemed before.')
  assert.equal(await other.getByRole('button', { name: 'Take it back' }).count(), 0)
  await closePage(watched)
})

test('an admin takes a redemption back with a reason, and without one is told that it is needed', async () => {
  await ask(docket, 'POST', '/api/barcodes/SOLD-2/redeem', { gate: 'Gate C' })
  const watched = await openAs(browser, docket, admin, '/barcodes?barcode=SOLD-2')
  const { page } = watched
  await state(page, 'Redeemed')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await page.locator('[aria-invalid=true]').waitFor()
  await page.getByLabel('Reason').fill('Scanned by mistake')
  await page.getByRole('button', { name: 'Take it back' }).click()
  await state(page, 'Sold, not redeemed')
  await scan(page, 'Scanned by mistake')
  await redeem(page, '')
  await state(page, 'Redeemed')
  await closePage(watched)
})

test('a ticket of a cancelled order lets nobody in, unless an admin forces it with a reason', async () => {
  const watched = await openAs(browser, docket, admin, '/barcodes?barcode=CANCELLED')
  const { page } = watched
  await redeem(page, '')
  await page.getByRole('alert').getByText('was cancelled').waitFor()
  await page.getByLabel('Force it').check()
  await redeem(page, '')
  await page.locator('[aria-invalid=true]').waitFor()
  await page.getByLabel('Reason').fill('The band knows her')
  await redeem(page, '')
  await state(page, 'Redeemed')
  await scan(page, 'forced')
  await closePage(watched)
})

test('barcodes that belong to no order are listed, and one of them lets nobody in', async () => {
  const watched = await openAs(browser, docket, operator, '/barcodes')
  const { page } = watched
  await page.getByText('2 barcodes belong to no order').waitFor()
  await page.getByRole('link', { name: 'UNSOLD-1' }).click()
  await state(page, 'Not sold')
  await redeem(page, '')
  await page.getByRole('alert').getByText('was not sold').waitFor()
  await scan(page, 'It was not sold.')
  await closePage(watched)
})

test('a barcode may be spelt like a path, and one that nobody knows is said to be none', async () => {
  const watched = await openAs(browser, docket, viewer, '/barcodes')
  const { page } = watched
  for (const barcode of ['unused', 'a/b?c#d.e']) {
    await lookUp(page, barcode)
    await page.getByRole('region', { name: 'State' }).getByText(barcode, { exact: true }).waitFor()
    await page.reload()
    await page.getByRole('region', { name: 'State' }).getByText(barcode, { exact: true }).waitFor()
  }
  await lookUp(page, 'nobody-knows-it')
  await page.getByText('There is no such barcode').waitFor()
  await closePage(watched)
})

test('a viewer sees a ticket and its scans, and is offered nothing to change', async () => {
  const watched = await openAs(browser, docket, viewer, '/barcodes?barcode=SOLD-3')
  const { page } = watched
  await state(page, 'Sold, not redeemed')
  await page.getByText('It was never scanned').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Redeem' }).count(), 0)
  await page.getByRole('link', { name: '1', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Order 1' }).waitFor()
  await closePage(watched)
})

for (const width of widths) {
  for (const colorScheme of schemes) {
    test(`axe finds no barrier on the pages of barcodes at ${width} px in ${colorScheme}`, async () => {
      const options = { viewport: { width, height: 860 }, colorScheme }
      const watched = await openPage(browser, `${docket.url}/barcodes`, options)
      const { page } = watched
      await signIn(watched, admin)
      await page.getByText('belong to no order').waitFor()
      assert.deepEqual(await findBarriers(page), [])
      for (const barcode of ['SOLD-1', 'SOLD-3', 'no-such-one']) {
        await page.goto(`${docket.url}/barcodes?barcode=${barcode}`)
        await page.getByText(/Newest first|There is no such barcode/).waitFor()
        await page.getByRole('status').filter({ hasText: 'Loading' }).waitFor({ state: 'detached' })
        assert.deepEqual(await findBarriers(page), [], barcode)
      }
      await closePage(watched)
    })
  }
}

async function lookUp(page: Page, barcode: string): Promise<void> {
  await page.getByLabel('Barcode', { exact: true }).fill(barcode)
  await page.getByRole('button', { name: 'Look up' }).click()
}

async function redeem(page: Page, gate: string): Promise<void> {
  await page.getByLabel('Gate').fill(gate)
  await page.getByRole('button', { name: 'Redeem' }).click()
}

async function state(page: Page, words: string): Promise<void> {
  await page.getByRole('region', { name: 'State' }).getByText(words, { exact: true }).first().waitFor()
}

async function scan(page: Page, words: string): Promise<void> {
  await page.getByRole('region', { name: 'Scans' }).getByText(words).first().waitFor()
}

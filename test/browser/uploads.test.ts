import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { tabThrough } from './support/keyboard.ts'
import { adminKey, makePerson, openAs, type Person } from './support/people.ts'
import { choose, paymentLines, upload } from './support/upload.ts'

const manyRows = 300_000
const runsWithinMs = 120_000

let browser: Browser
let docket: Docket
let operator: Person

before(async () => {
  browser = await launchBrowser()
  docket = await startDocket({ DOCKET_ADMIN_API_KEY: adminKey })
  operator = await makePerson(docket, 'operator', 'Olga Operator')
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('a picture, an empty file and a missing one are refused where they were chosen', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await page.getByRole('link', { name: 'Upload files' }).click()
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByRole('alert').getByText('Choose a file').waitFor()
  await choose(page, 'File of payments', 'empty.csv', [])
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByRole('alert').getByText('empty.csv is empty').waitFor()
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
  await page
    .getByLabel('File of payments')
    .setInputFiles({ name: 'picture.csv', mimeType: 'text/csv', buffer: png })
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText(/The file is a PNG.+Export it as CSV/).waitFor()
  assert.equal(await page.getByLabel('File of payments').getAttribute('aria-invalid'), 'true')
  await closePage(watched)
})

test('a dropped file is taken, and one dropped beside its place leaves the page as it is', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await page.getByRole('link', { name: 'Upload files' }).click()
  await page.getByText('Drop the file here').waitFor()
  await drop(page, 'h1')
  assert.equal(await page.getByText('dropped.csv').count(), 0)
  await drop(page, 'label:has(input[type=file])')
  await page.getByText('dropped.csv').waitFor()
  await closePage(watched)
})

test('an upload is prepared with the keyboard alone, and the focus is always seen', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  await page.getByRole('link', { name: 'Upload files' }).press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Upload files' }).and(page.locator(':focus')).waitFor()
  const stops = await tabThrough(watched, 'Upload')
  assert.equal(stops.length, 3)
  assert.match(stops[0] ?? '', /^Payments/)
  assert.match(stops[1] ?? '', /^File of payments/)
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('ArrowDown')
  assert.match(
    (await tabThrough(watched, 'Upload')).join(),
    /File of orders.+File of barcodes.+twice,Upload$/,
  )
  await closePage(watched)
})

test('an upload that is stopped leaves no job, and can be sent again', async () => {
  const watched = await openAs(browser, docket, operator, '/jobs')
  const { page } = watched
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const slowly = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 }
  await session.send('Network.emulateNetworkConditions', slowly)
  await upload(page, 'stopped.csv', paymentLines(manyRows))
  await page.getByText(/of .+ sent$/).waitFor()
  await page.getByRole('button', { name: 'Stop the upload' }).click()
  await page.getByRole('button', { name: 'Upload' }).waitFor()
  assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0)
  await session.send('Network.emulateNetworkConditions', { ...slowly, uploadThroughput: -1 })
  await page.getByRole('button', { name: 'Upload' }).click()
  await page.getByText('Ready to start').waitFor({ timeout: runsWithinMs })
  await page.getByRole('link', { name: 'All jobs' }).click()
  await page.getByRole('link', { name: 'stopped.csv' }).first().waitFor()
  assert.equal(await page.getByRole('link', { name: 'stopped.csv' }).count(), 1)
  await closePage(watched)
})

async function drop(page: Page, selector: string): Promise<void> {
  await page.evaluate(`{
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['transaction_id,amount,date\\n'], 'dropped.csv'))
    const target = document.querySelector(${JSON.stringify(selector)})
    for (const type of ['dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
  }`)
}

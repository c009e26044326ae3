import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { closePage, launchBrowser, openPage } from './support/browser.ts'
import { type Docket, startDocket } from './support/docket.ts'
import { becomeFirstAdmin, choosePassword } from './support/people.ts'
import { upload } from './support/upload.ts'

let browser: Browser
let docket: Docket

before(async () => {
  browser = await launchBrowser()
  // Without an admin's key: nobody comes in but by the link on the terminal.
  docket = await startDocket()
})

after(async () => {
  await browser?.close()
  await docket?.stop()
})

test('a new Docket gets its admin, a user, and a verdict for each of four payments, by its pages alone', async () => {
  const { watched: admin } = await becomeFirstAdmin(browser, docket)
  await admin.page.getByRole('link', { name: 'Users' }).click()
  await admin.page.getByLabel('Name').fill('Olga Operator')
  await admin.page.getByLabel('E-mail').fill('olga@example.org')
  await admin.page.getByRole('button', { name: 'Invite' }).click()
  const link = (await admin.page.locator('code').textContent()) ?? ''

  const operator = await openPage(browser, link)
  const { page } = operator
  await choosePassword(page, 'four payments and a refund')
  await upload(page, 'payments.csv', [
    'transaction_id,amount,date,description',
    'P-1,150.00,2024-03-01,Subscription',
    'P-2,75.50,2024-03-02,Two tickets',
    'P-3,-50.00,2024-03-03,Refund',
    'P-4,1000.00,2024-03-04,Company party',
  ])
  await page.getByRole('button', { name: 'Start' }).click()
  await assertVerdicts(page)
  await page.reload()
  await assertVerdicts(page)

  await admin.page.getByRole('link', { name: 'Olga Operator' }).click()
  await admin.page.getByRole('link', { name: 'payments.csv' }).click()
  await assertVerdicts(admin.page)
  // Chromium writes down the 401 that tells a page it has nobody signed in yet.
  const errors = [admin.errors, operator.errors].flat().filter((text) => !text.includes('401'))
  assert.deepEqual(errors, [])
  await closePage(operator)
  await closePage(admin)
})

async function assertVerdicts(page: Page): Promise<void> {
  await page.getByText('Completed', { exact: true }).waitFor()
  for (const filter of ['All 4', 'Valid 4', 'Invalid 0', 'Suspicious 1'])
    await page.getByText(filter).waitFor()
  const suspicious = page.getByRole('row').filter({ hasText: 'Suspicious' })
  assert.match((await suspicious.allTextContents()).join(), /^4P-3/)
}

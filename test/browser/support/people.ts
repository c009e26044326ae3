import assert from 'node:assert/strict'
import type { Browser, Page } from 'playwright-core'
import type { InvitedUser, Role } from '../../../contract/users.ts'
import { openPage, type WatchedPage } from './browser.ts'
import type { Docket } from './docket.ts'

/** What every Docket of the browser tests accepts as an admin's key. */
export const adminKey = 'a-key-of-the-browser-tests'

/** Somebody who can sign in. */
export interface Person {
  id: string
  name: string
  email: string
  password: string
}

const password = 'correct horse battery staple'
let count = 0

/** Asks Docket with the admin key for what a test needs and shows nothing of. */
export async function ask<T>(docket: Docket, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${docket.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${adminKey}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  assert.ok(response.ok, `${method} ${path}: ${text}`)
  return parse<T>(text)
}

/** Invites somebody, without a password yet. */
export async function invite(docket: Docket, role: Role, name = `A. ${role}`): Promise<InvitedUser> {
  count += 1
  const email = `${role}-${process.pid}-${count}@example.org`
  return ask<InvitedUser>(docket, 'POST', '/api/users', { name, email, role })
}

/** Makes somebody who can sign in. */
export async function makePerson(docket: Docket, role: Role, name?: string): Promise<Person> {
  const user = await invite(docket, role, name)
  const token = user.invitation.url.split('#')[1]
  await ask(docket, 'POST', '/api/links/use', { token, password })
  return { id: user.id, name: user.name, email: user.email, password }
}

/** Becomes the first admin by the link that only the terminal shows; the page goes on to the jobs. */
export async function becomeFirstAdmin(
  browser: Browser,
  docket: Docket,
): Promise<{ watched: WatchedPage; person: Omit<Person, 'id'> }> {
  const watched = await openPage(browser, await docket.setupLink())
  const { page } = watched
  const person = { name: 'Ada Admin', email: 'ada@example.org', password }
  await page.getByLabel('Your name').fill(person.name)
  await page.getByLabel('E-mail').fill(person.email)
  await choosePassword(page, password)
  await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor()
  return { watched, person }
}

/** Fills in the password, twice, on the page of a one-time link, and sends it. */
export async function choosePassword(page: Page, first: string, again = first): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(first)
  await page.getByLabel('The same password again').fill(again)
  await page.getByRole('button', { name: 'Set the password and sign in' }).click()
}

/** Signs somebody in on the page that a watched tab shows: the sign-in. */
export async function signIn(
  { page }: WatchedPage,
  person: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}

/** Opens the screen at `path` in a new profile, and signs somebody in on the way. */
export async function openAs(
  browser: Browser,
  docket: Docket,
  person: Pick<Person, 'email' | 'password'>,
  path: string,
): Promise<WatchedPage> {
  const watched = await openPage(browser, `${docket.url}${path}`)
  await signIn(watched, person)
  return watched
}

/** What Docket answers has the shape that its contract says. */
function parse<T>(text: string): T {
  return (text === '' ? undefined : JSON.parse(text)) as T
}

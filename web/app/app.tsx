import { screenPaths } from '../platform/paths.ts'
import { HomePage } from './home-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'

/** The web application: the screen that the address names. */
export function App() {
  const path = window.location.pathname
  return path === screenPaths.home ? <HomePage /> : <NotFoundPage path={path} />
}

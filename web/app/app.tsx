import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'

/** The web application: the screen that the address names. */
export function App() {
  useEffect(focusNewScreens, [])
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}

/**
 * A screen that replaces another one takes the focus with its heading, as a page that the browser loads would. Until
 * somebody does something, the page leads on by itself, to the sign-in for one: the focus stays where it begins.
 */
function focusNewScreens(): () => void {
  let hasActed = false
  const act = () => {
    hasActed = true
  }
  for (const event of ['keydown', 'pointerdown']) window.addEventListener(event, act, { once: true })
  return router.subscribe('onRendered', ({ pathChanged }) => {
    if (pathChanged && hasActed) document.querySelector('h1')?.focus()
  })
}

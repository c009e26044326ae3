import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'

/** The web application: the screen that the address names. */
export function App() {
  useEffect(() => router.subscribe('onRendered', focusHeading), [])
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}

/** A screen that replaces another one takes the focus with its heading, as a page that the browser loads would. */
function focusHeading({ fromLocation, pathChanged }: { fromLocation?: unknown; pathChanged: boolean }): void {
  if (fromLocation === undefined || !pathChanged) return
  document.querySelector('h1')?.focus()
}

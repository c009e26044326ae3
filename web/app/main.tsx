import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { ErrorBoundary } from './error-boundary.tsx'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Docket may run on this very machine, so a browser that calls itself offline still reaches it.
      networkMode: 'always',
      // Each query polls, and the page tells of every failure: retries behind its back would only delay that.
      retry: false,
    },
  },
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </ErrorBoundary>
  </StrictMode>,
)

import { Component, type ReactNode } from 'react'
import { Button } from '../ui/button.tsx'

interface State {
  failed: boolean
}

/** Stands in for a screen that broke while it was drawn; React logs the error itself to the console. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <main className="mx-auto max-w-md px-6 pt-24">
        <h1 className="text-2xl font-semibold tracking-tight">This page broke</h1>
        <p className="mt-3 leading-relaxed text-muted">
          That is a fault in Docket's page, not in your data. The browser's console holds the details.
        </p>
        <Button className="mt-6" onClick={() => window.location.reload()}>
          Load it again
        </Button>
      </main>
    )
  }
}

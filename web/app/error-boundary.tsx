import { Component, type ReactNode } from 'react'
import { BrokenPage } from './broken-page.tsx'

interface State {
  failed: boolean
}

/** Draws what stands around the screens, and something else when that breaks; a screen's own fault the router catches. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false }

  static getDerivedStateFromError(): State {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? <BrokenPage /> : this.props.children
  }
}

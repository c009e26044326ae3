import { Button } from '../ui/button.tsx'

/** Stands in for what broke while it was drawn; React logs the error itself to the console. */
export function BrokenPage() {
  return (
    <div role="alert" className="mx-auto max-w-md px-6 pt-24">
      <h1 className="text-2xl font-semibold tracking-tight">This page broke</h1>
      <p className="mt-3 leading-relaxed text-muted">
        That is a fault in Docket's page, not in your data. The browser's console holds the details.
      </p>
      <Button className="mt-6" onClick={() => window.location.reload()}>
        Load it again
      </Button>
    </div>
  )
}

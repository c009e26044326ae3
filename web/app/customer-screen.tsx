import { useParams } from '@tanstack/react-router'
import { CustomerPage } from '../features/customers/customer-page.tsx'
import { screenPaths } from '../platform/paths.ts'

/** The customer that the address names. */
export function CustomerScreen() {
  const { customerId } = useParams({ from: `/signed-in${screenPaths.customer}` })
  return <CustomerPage key={customerId} customerId={customerId} />
}

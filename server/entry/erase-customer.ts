import { eraseCustomer as erase } from '../features/archive/erase-customer.ts'
import { requireCustomer } from '../features/customers/require-customer.ts'
import { exitCodes, PlainError } from '../platform/errors.ts'
import { oneLine } from '../platform/one-line.ts'
import { printJson, printLines, withCall } from './with-call.ts'

/** `docket erase-customer`: erases a person for good, once that was confirmed. */
export async function eraseCustomer(
  id: string,
  { yes, json }: { yes: boolean; json: boolean },
): Promise<void> {
  const customer = await withCall('docket erase-customer', async (call) => {
    await requireCustomer(call, id)
    if (!yes)
      throw new PlainError(
        `erasing customer ${oneLine(id)} cannot be undone: add --yes to do it`,
        exitCodes.wrongUsage,
      )
    return erase(call, id)
  })
  if (json) printJson({ customer })
  else printLines([`erased ${oneLine(id)}: the id and the numbers are left`])
}

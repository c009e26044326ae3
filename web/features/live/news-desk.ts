import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { OrdersChanged } from '#contract/live.ts'
import type { LiveMessage } from '../../platform/live-connection.ts'
import { applyProgress } from '../jobs/apply-progress.ts'
import { createAsker } from './ask-again.ts'

/** Turns live messages into what the screens show. */
export interface NewsDesk {
  tell(message: LiveMessage): void
  /** After a time without messages: everything that they could have told of. */
  askForAll(): void
}

/** Draws progress into the jobs at once, and asks again for the orders and numbers that messages name. */
export function createNewsDesk(queryClient: QueryClient): NewsDesk {
  const ask = createAsker(queryClient)
  return {
    tell(message) {
      switch (message.type) {
        case 'job.progress':
          return applyProgress(queryClient, message)
        case 'orders.changed':
          return ask([['orders'], ['customers'], ...orderKeysOf(message)])
        case 'numbers.changed':
          return ask([['numbers']])
        default:
          return message satisfies never
      }
    },
    askForAll() {
      ask([['jobs'], ['orders'], ['customers'], ['order'], ['numbers']])
      // A job's rows stay what they are; the job itself may have ended.
      void queryClient.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] === 'job' && queryKey.length === 2,
      })
    },
  }
}

function orderKeysOf({ orderIds, more }: OrdersChanged): QueryKey[] {
  return more ? [['order']] : orderIds.map((id) => ['order', id])
}

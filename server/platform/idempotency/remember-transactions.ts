import type { Database, Transaction } from '../database/database.ts'
import type { Reservation } from './reserve-key.ts'

/**
 * The same database for a request under an Idempotency-Key: each of its transactions also stores what it gives back,
 * under the key, and a later attempt gets that instead of running it again.
 * @param findReservation is asked when a transaction begins: an upload gets its reservation when all of it was read
 */
export function rememberTransactions(db: Database, findReservation: () => Reservation | undefined): Database {
  return overrideMethod(db, 'transaction', () => {
    const reservation = findReservation()
    const builder = db.transaction()
    return reservation === undefined ? builder : rememberResult(builder, reservation)
  })
}

type TransactionBuilder = ReturnType<Database['transaction']>

function rememberResult(builder: TransactionBuilder, reservation: Reservation): TransactionBuilder {
  const execute = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    reservation.runOnce<T>((keep) =>
      builder.execute(async (tx) => {
        const result = await work(tx)
        await keep(tx, result)
        return result
      }),
    )
  return overrideMethod(builder, 'execute', execute)
}

/** `target` with one method replaced; everything else goes to it as before, private fields included. */
function overrideMethod<T extends object, K extends keyof T>(target: T, name: K, replacement: T[K]): T {
  return new Proxy(target, {
    get(_target, property) {
      if (property === name) return replacement
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

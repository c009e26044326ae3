import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/** Locks and unlocks bytes that must not stand in the database in clear. */
export interface Seal {
  close(bytes: Buffer): Buffer
  /** Undefined when they were closed with another secret. */
  open(bytes: Buffer): Buffer | undefined
}

/**
 * Makes a seal of what the caller proved to be with: a session's token or an API key, of which the database has only the
 * hash. Nobody else, and no copy of the database, opens it.
 */
export function createSeal(credential: string, purpose: Buffer): Seal {
  const key = Buffer.from(hkdfSync('sha256', credential, purpose, 'docket idempotency', 32))
  return {
    close(bytes) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    open(bytes) {
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
      decipher.setAuthTag(bytes.subarray(-tagBytes))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
      } catch {
        return undefined
      }
    },
  }
}

const nonceBytes = 12
const tagBytes = 16

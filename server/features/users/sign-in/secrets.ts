import { hash, randomBytes } from 'node:crypto'

/** A secret of 256 bits, in letters, digits, `-` and `_`. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a secret. Nobody finds 256 random bits by trying, so a quick hash without a salt is enough. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex')
}

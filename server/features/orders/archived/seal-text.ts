import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const nonceBytes = 12
const tagBytes = 16
/** Shorter texts do not get smaller, and deflating takes longer than everything else here. */
const deflatedFrom = 256

/**
 * Encrypts a text with AES-256-GCM: nonce, ciphertext, tag. What is encrypted is a byte that says how the text follows: 0
 * as UTF-8, 1 as deflated UTF-8.
 * @param about what the text belongs to: it can be opened for that alone
 */
export function sealText(key: KeyObject, text: string, about: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const bytes = Buffer.from(text)
  const isDeflated = bytes.length >= deflatedFrom
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([
    nonce,
    cipher.update(Buffer.of(isDeflated ? 1 : 0)),
    cipher.update(isDeflated ? deflateRawSync(bytes) : bytes),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

/** @throws Error when it was sealed with another key, for something else, or was changed */
export function openText(key: KeyObject, sealed: Uint8Array, about: string): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-tagBytes))
  const opened = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
  const text = opened.subarray(1)
  return (opened[0] === 1 ? inflateRawSync(text) : text).toString()
}

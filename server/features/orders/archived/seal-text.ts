import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'

const nonceBytes = 12
const tagBytes = 16

/**
 * Encrypts a text with AES-256-GCM: nonce, ciphertext of the deflated UTF-8, tag.
 * @param key 32 bytes
 * @param about what the text belongs to: it can be opened for that alone
 */
export function sealText(key: Buffer, text: string, about: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(deflateRawSync(text)), cipher.final(), cipher.getAuthTag()])
}

/** @throws Error when it was sealed with another key, for something else, or was changed */
export function openText(key: Buffer, sealed: Uint8Array, about: string): string {
  const bytes = Buffer.from(sealed)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(about))
    .setAuthTag(bytes.subarray(-tagBytes))
  const deflated = Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()])
  return inflateRawSync(deflated).toString()
}

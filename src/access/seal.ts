/** Secrets that must be read again are sealed at rest with a key outside the database; whose they are is sealed in with them. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export interface Sealer {
  seal(text: string, owner: number): Buffer
  /** Undefined: sealed with another key, for another owner, or changed since. */
  open(sealed: Buffer, owner: number): string | undefined
}

/** `key`: 32 bytes. */
export function sealerOf(key: Buffer): Sealer {
  return {
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES }).setAAD(ownerBytes(owner))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
    },
    open(sealed, owner) {
      const nonce = sealed.subarray(0, NONCE_BYTES)
      const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
      try {
        const cipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
        cipher.setAAD(ownerBytes(owner)).setAuthTag(tag)
        return cipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + cipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}

const ownerBytes = (owner: number) => Buffer.from(String(owner))

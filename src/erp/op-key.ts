/**
 * The name of an intent, derived and never drawn by lot, so that a restored server gives the same wish the same name (export protocol 3.1).
 */
import { createHmac } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const MARKER_LENGTH = 10
/** What a marker looks like. */
export const MARK = /^[0-9A-HJKMNP-TV-Z]{10}$/

export interface Intent {
  company: number | string
  kind: string
  item: number | string
  /** The n-th wish to have this item in the ERP; rises only after REFUSED, CANCELLED or a finished unlink. */
  intentNo: number
}

/** 52 characters of [0-9A-Z]. `secret` is the company's own. */
export function opKey(secret: string | Uint8Array, intent: Intent): string {
  return keyed(secret, [intent.company, intent.kind, intent.item, intent.intentNo].join('|'))
}

/**
 * Short form of the key, written into the ERP's record: 10 characters, 50 bits. `salt` is 0 unless the company already has an
 * op with that marker; then the next number, until it is free.
 */
export function marker(secret: string | Uint8Array, key: string, salt = 0): string {
  return (salt === 0 ? key : keyed(secret, `${key}|${salt}`)).slice(0, MARKER_LENGTH)
}

function keyed(secret: string | Uint8Array, text: string): string {
  return base32(createHmac('sha256', secret).update(text).digest())
}

/** Crockford's alphabet: no I, L, O, U, so that a person can read a marker out loud. */
function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let waiting = 0
  for (const byte of bytes) {
    waiting = (waiting << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(waiting >> bits) & 31]
    }
    waiting &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET[(waiting << (5 - bits)) & 31] : text
}

/** The second factor's codes: six digits of an authenticator app (RFC 6238: SHA-1, 30 seconds), and recovery codes for when it is lost. */
import { randomBytes } from 'node:crypto'
import { generateSecret, generateURI, verifySync } from 'otplib'
import { secretHash } from './secrets.ts'

const STEP_SECONDS = 30
const RECOVERY_CODES = 10
/** Lower case without what is mistaken for another: 32 characters, 5 bits each. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789'
const GROUPS = 4
const GROUP_LENGTH = 4

/** 160 bits in Base32, which every app takes. */
export const newTotpSecret = (): string => generateSecret()

/** What the QR code says to the app. */
export function totpAddress(secret: string, email: string): string {
  return generateURI({ issuer: 'Gusset', label: email, secret })
}

/**
 * The time step a code is of, or undefined when it fits none that may still be used: the present one and one before and after it, as
 * clocks go wrong, and none up to `lastStep`, so that a code that was looked at over a shoulder is worth nothing.
 */
export function stepOfCode(secret: string, code: string, now: Date, lastStep: number): number | undefined {
  const epoch = Math.floor(now.getTime() / 1000)
  // The library refuses a last step beyond its window as a mistake; here it only means that every code was used.
  if (!/^\d{6}$/.test(code) || lastStep > Math.floor(epoch / STEP_SECONDS)) return undefined
  const found = verifySync({ secret, token: code, epoch, epochTolerance: STEP_SECONDS, afterTimeStep: lastStep })
  return found.valid && 'timeStep' in found ? found.timeStep : undefined
}

/** Ten of 80 bits each, as `abcd-efgh-jkmn-pqrs`: shown once, then known by their hashes only. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = [...randomBytes(GROUPS * GROUP_LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    return letters.match(/.{4}/g)?.join('-') ?? letters
  })
}

/** However it was typed: capitals, blanks and hyphens make no difference. */
export function recoveryHash(code: string): Buffer {
  return secretHash(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
}

/** Passwords and opaque tokens. Only their hashes are stored. */
import { createHash, randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** OWASP's choice for Argon2id: 19 MiB, 2 passes, 1 lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const SHORTEST = 12
/** Long enough for any phrase, short enough that hashing cannot be used against us. */
const LONGEST = 256

export function hashPassword(password: string): Promise<string> {
  return hash(password, COST)
}

/** What is wrong with a new password, if anything. */
export function passwordProblem(password: string): string | undefined {
  if ([...password].length < SHORTEST) return `A password has at least ${SHORTEST} characters.`
  if (password.length > LONGEST) return `A password has at most ${LONGEST} characters.`
  return undefined
}

let decoy: Promise<string> | undefined

/** Takes as long for an account that does not exist (or has no password) as for one that does. */
export async function passwordFits(stored: string | undefined | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(16).toString('hex'))
  const fits = await verify(stored ?? (await decoy), password.slice(0, LONGEST))
  return fits && stored !== undefined && stored !== null
}

/** 256 bits of chance, safe in addresses and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** A token's hash needs no slow function: nobody guesses 256 bits. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

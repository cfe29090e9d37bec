/** The server's own key: agents pin its public half when they enrol, and believe commands of no other. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The Ed25519 private key in `server-key.pem` of the data folder, or in `file`; made at the first start, readable by the owner only.
 * Several servers of one installation share the file's content. @throws Error naming the file and how to mend it.
 */
export function loadServerKey(dataFolder: string, file = join(dataFolder, 'server-key.pem')): KeyObject {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  return loadOrMakeKey(file, 'Put the file back from your backup. Without it every agent has to enrol again.')
}

/** Tells one installation's key from another's without showing it; undefined where none has been made yet. */
export function keyFingerprint(dataFolder: string, file = join(dataFolder, 'server-key.pem')): string | undefined {
  if (contentOf(file) === undefined) return undefined
  const publicHalf = createPublicKey(loadServerKey(dataFolder, file)).export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(publicHalf).digest('hex')
}

function loadOrMakeKey(file: string, remedy: string): KeyObject {
  const existing = contentOf(file)
  if (existing === undefined) return makeKey(file, remedy)
  try {
    const key = createPrivateKey(existing)
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`it is a ${key.asymmetricKeyType} key`)
    chmodSync(file, 0o600)
    return key
  } catch (error) {
    throw new Error(`${file} holds no Ed25519 private key (${(error as Error).message}). ${remedy}`)
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new Error(`${file} cannot be read: ${(error as Error).message}. Let the server's user read it.`)
  }
}

function makeKey(file: string, remedy: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    writeFileSync(file, pem, { mode: 0o600, flag: 'wx', flush: true })
    return privateKey
  } catch (error) {
    // Another server of this installation was a moment faster: its key is the one.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return loadOrMakeKey(file, remedy)
    throw new Error(`${file} cannot be written: ${(error as Error).message}. Let the server's user write it.`)
  }
}

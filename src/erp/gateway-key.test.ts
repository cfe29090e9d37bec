import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadServerKey } from './gateway-key.ts'
import { publicKeyText } from './protocol-frames.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = () => join(folder, 'server-key.pem')

describe('the server’s key', () => {
  it('is made once, and is the owner’s alone', () => {
    const made = publicKeyText(loadServerKey(folder))
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    chmodSync(file(), 0o644)
    expect(publicKeyText(loadServerKey(folder))).toBe(made)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  it('is never replaced when the file is damaged', () => {
    loadServerKey(folder)
    const damaged = readFileSync(file(), 'utf8').slice(0, 60)
    writeFileSync(file(), damaged)
    expect(() => loadServerKey(folder)).toThrow(/server-key\.pem holds no Ed25519 private key.*backup/s)
    expect(readFileSync(file(), 'utf8')).toBe(damaged)
  })
})

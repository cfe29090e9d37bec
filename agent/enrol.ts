/** Who this agent is: its key, made here and never sent anywhere, and what the server told it when it enrolled. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ENROL_PATH, publicKeyFrom, publicKeyText } from '../src/erp/protocol-frames.ts'
import { type Config, ConfigError } from './config.ts'

export interface Identity {
  agentId: string
  company: string
  key: KeyObject
  /** Pinned at enrolment: commands of anybody else are not believed. */
  serverKey: KeyObject
  /** WebSocket's address. */
  line: URL
}

const enrolledSchema = z.object({
  agentId: z.string().regex(/^\d{1,16}$/),
  company: z.string(),
  connection: z.string(),
  serverPublicKey: z.string(),
  line: z.string().startsWith('/'),
})

const KEY_FILE = 'agent-key.pem'
const IDENTITY_FILE = 'identity.json'

/** The identity in the data folder; with a code and none there (or an old one), enrols first. @throws ConfigError */
export async function identify(config: Config): Promise<Identity> {
  const text = config.code === undefined ? textOf(config, IDENTITY_FILE) : await enrol(config, config.code)
  if (text === undefined) {
    throw new ConfigError(
      `This agent is not enrolled (${join(config.dataFolder, IDENTITY_FILE)} is missing). Make a code on the connection’s page ` +
        'and start the agent once with GUSSET_AGENT_CODE=<code>.',
    )
  }
  return identityFrom(config, text)
}

function identityFrom(config: Config, text: string): Identity {
  const file = join(config.dataFolder, IDENTITY_FILE)
  try {
    const enrolled = enrolledSchema.parse(JSON.parse(text))
    const key = keyOf(config)
    if (!key) throw new Error(`${KEY_FILE} is missing`)
    const line = new URL(enrolled.line, config.server)
    line.protocol = config.server.protocol === 'https:' ? 'wss:' : 'ws:'
    return {
      agentId: enrolled.agentId,
      company: enrolled.company,
      key,
      serverKey: publicKeyFrom(enrolled.serverPublicKey),
      line,
    }
  } catch (error) {
    throw new ConfigError(
      `${file} cannot be used (${(error as Error).message}). Put it back from a backup or enrol again with a new code.`,
    )
  }
}

/** The key is on disk before the code is used up: an answer lost on the way costs a new code and nothing else. */
async function enrol(config: Config, code: string): Promise<string> {
  const key = keyOf(config) ?? makeKey(config)
  const body = JSON.stringify({ code, publicKey: publicKeyText(key), name: config.name })
  const url = new URL(ENROL_PATH, config.server)
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(20_000) }).catch(
    (error) => {
      throw new ConfigError(
        `The server at ${config.server.origin} cannot be reached (${reason(error)}). Look at the setting server.`,
      )
    },
  )
  const text = await answer.text()
  if (answer.status !== 201) throw new ConfigError(`The server refused to enrol this agent: ${sentenceOf(text)}`)
  const file = join(config.dataFolder, IDENTITY_FILE)
  writeFileSync(`${file}.next`, text, { mode: 0o600, flush: true })
  renameSync(`${file}.next`, file)
  return text
}

function keyOf(config: Config): KeyObject | undefined {
  const pem = textOf(config, KEY_FILE)
  return pem === undefined ? undefined : createPrivateKey(pem)
}

function makeKey(config: Config): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(join(config.dataFolder, KEY_FILE), pem, { mode: 0o600, flag: 'wx', flush: true })
  return privateKey
}

function textOf(config: Config, name: string): string | undefined {
  try {
    return readFileSync(join(config.dataFolder, name), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function reason(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? cause.message : message
}

function sentenceOf(text: string): string {
  try {
    return (JSON.parse(text) as { sentence?: string }).sentence ?? text.slice(0, 300)
  } catch {
    return text.slice(0, 300)
  }
}

/** The compiled command line as a process of its own, as an administrator calls it. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const PROGRAM = resolve(import.meta.dirname, '../../bin/gusset.mjs')

export interface Said {
  code: number | null
  out: string
  err: string
}

/** Nothing of this machine's own settings gets through. */
export function gusset(args: string[], env: Record<string, string> = {}, input = ''): Promise<Said> {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('GUSSET_') && name !== 'DATABASE_URL'),
  )
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...own, ...env } })
  const said: Said = { code: null, out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((done) => child.once('close', (code) => done({ ...said, code })))
}

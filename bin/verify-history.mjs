#!/usr/bin/env node
// Proves the chain of a history that was downloaded from the audit page as JSON lines, without any of Gusset's own code:
//   node verify-history.mjs history.jsonl [HEAD]
// HEAD is the hash noted at an earlier verification: it must be one of the chain's, or rows were cut off or written anew since.
//
// How a row is hashed: SHA-256 over the bytes of the hash before and the UTF-8 text of the row's JSON, with the members seq, at, actor, action,
// subject_kind, subject_id, why and body, keys in order of their UTF-16 units at every depth, no blanks. The first row follows the SHA-256 of
// "gusset history " and the company's number. Exit code 0: it holds; 1: it does not; 2: the file cannot be read.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()

function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
  return `{${members.join(',')}}`
}

function hashOf({ seq, at, actor, action, subject_kind, subject_id, why, body }, prev) {
  return sha256(prev, canonical({ seq, at, actor, action, subject_kind, subject_id, why, body }))
}

// Lines end with \n alone: other characters that begin a new line may stand inside a text.
async function* linesOf(file) {
  let rest = ''
  for await (const piece of createReadStream(file, 'utf8')) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop()
    yield* lines
  }
  if (rest) yield rest
}

async function verify(file, noted) {
  let [seq, prev, company, met] = [0, undefined, undefined, false]
  for await (const line of linesOf(file)) {
    const row = JSON.parse(line)
    company ??= row.company
    prev ??= sha256(`gusset history ${company}`)
    met ||= prev.toString('hex') === noted
    if (row.company !== company) return `Row ${seq + 1} is of another company.`
    if (row.head) {
      if (row.head.seq !== seq || row.head.hash !== prev.toString('hex'))
        return `The file ends at row ${seq}, its head at row ${row.head.seq}.`
      if (noted && !met) return `The noted head ${noted} is not in this chain: rows were cut off or written anew.`
      return { rows: seq, head: row.head.hash }
    }
    if (row.seq !== seq + 1) return `Row ${seq + 1} is missing.`
    if (row.prev !== prev.toString('hex')) return `Row ${row.seq} does not follow row ${seq}.`
    const hash = hashOf(row, prev)
    if (row.hash !== hash.toString('hex')) return `Row ${row.seq} was changed after it was written.`
    seq = row.seq
    prev = hash
  }
  return `The file ends at row ${seq} without a head: it was cut off.`
}

const [file, noted] = process.argv.slice(2)
try {
  if (!file) throw new Error('Usage: node verify-history.mjs history.jsonl [HEAD]')
  const verdict = await verify(file, noted)
  console.log(typeof verdict === 'string' ? `BROKEN: ${verdict}` : `Holds: ${verdict.rows} rows, head ${verdict.head}`)
  process.exitCode = typeof verdict === 'string' ? 1 : 0
} catch (error) {
  console.error(
    error instanceof SyntaxError ? `${file} is not the JSON lines of a history: ${error.message}` : error.message,
  )
  process.exitCode = 2
}

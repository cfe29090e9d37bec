/** One spelling for each JSON value, so that equal content has an equal hash on every machine and after every restore. */
import { createHash } from 'node:crypto'

/**
 * JSON with sorted keys and no blanks. Undefined members are left out, dates become ISO text. Throws a TypeError on what JSON
 * cannot carry faithfully (NaN, infinities, bigint, functions), rather than writing null.
 */
export function canonical(value: unknown): string {
  if (value === null) return 'null'
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no place in JSON.`)
      return JSON.stringify(value)
    case 'object':
      return canonicalObject(value)
    default:
      throw new TypeError(`A ${typeof value} has no place in JSON.`)
  }
}

/** SHA-256 of the text's UTF-8 bytes, in lower-case hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

function canonicalObject(value: object): string {
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonical(value.toJSON())
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each === undefined ? null : each)).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

/** What a schema finds, in words for whoever sent the request: they stand behind the field's name, as in `quantity must be a number`. */
import type { z } from 'zod'

/** For `safeParse(value, { error: inWords })`. Words that a schema brings itself come before these; undefined leaves it to the library. */
export function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kindOf(issue.expected)}`
    case 'invalid_value':
      return `must be ${issue.values.map((each) => JSON.stringify(each)).join(' or ')}`
    case 'too_small':
      return limit(issue.origin, 'least', Number(issue.minimum), issue.inclusive ?? true)
    case 'too_big':
      return limit(issue.origin, 'most', Number(issue.maximum), issue.inclusive ?? true)
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'is not written as it must be'
    case 'invalid_union':
      return 'has none of the forms it may have'
    case 'unrecognized_keys':
      return 'is not known here'
    default:
      return undefined
  }
}

/** A whole sentence of a field's name and what is said of it. */
export function sentenceOf(field: string, words: string): string {
  const sentence = /^\p{Lu}/u.test(words) ? `${field}: ${words}` : `${field} ${words}`
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`
}

const KINDS: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
}
const FORMATS: Record<string, string> = {
  date: 'must be a date such as "2026-03-31"',
  email: 'must be an email address',
}
const COUNTED: Record<string, string> = { string: 'characters', array: 'entries', object: 'members' }

const kindOf = (expected: string) => KINDS[expected] ?? expected

function limit(origin: string, end: 'least' | 'most', value: number, inclusive: boolean): string {
  const counted = COUNTED[origin]
  if (counted && end === 'least' && value === 1) return 'must not be empty'
  if (counted) return `must have at ${end} ${value} ${counted}`
  if (!inclusive) return `must be ${end === 'least' ? 'more' : 'less'} than ${value}`
  return `must be at ${end} ${value}`
}

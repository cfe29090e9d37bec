/** JSON bodies read with suspicion: a repeated key or a `__proto__` means that two readers may see two things. */
import type { FastifyInstance } from 'fastify'
import { Refused, refusal } from './refusal.ts'

export function readStrictJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined)
    const twice = repeatedKey(text as string)
    if (twice !== undefined)
      return done(new Refused(refusal('repeated-field', `The body names “${twice}” twice.`, { field: twice }), 400))
    parse(request, text as string, (error, value) => {
      if (error) return done(new Refused(refusal('malformed', 'The body is not proper JSON.', { field: 'body' }), 400))
      try {
        refuseUnstorable(value, 'body')
        done(null, value)
      } catch (refused) {
        done(refused as Refused)
      }
    })
  })
}

/** Nothing here is nested even half as deep; what walks over a value may recurse. */
const DEEPEST = 32

/**
 * Refuses (400) what the database cannot hold and no person types: the character NUL and halves of characters in any text or name,
 * and values nested too deep.
 */
export function refuseUnstorable(value: unknown, where: 'path' | 'query' | 'body'): void {
  const open: [value: unknown, depth: number][] = [[value, 0]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [one, depth] = next
    if (typeof one === 'string' && (one.includes('\0') || /\p{Surrogate}/u.test(one)))
      throw new Refused(
        refusal('unstorable', `The ${where} has a character that cannot be kept: NUL, or half of one.`, {
          field: where,
        }),
        400,
      )
    if (typeof one !== 'object' || one === null) continue
    if (depth === DEEPEST)
      throw new Refused(refusal('too-deep', `The ${where} is nested too deep.`, { field: where }), 400)
    for (const [key, each] of Object.entries(one)) open.push([key, depth + 1], [each, depth + 1])
  }
}

/** The first key that stands twice in one object, as written. Text that is no JSON is left to the parser. */
export function repeatedKey(text: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token.endsWith(':')) {
      const key = unescaped(token.slice(0, -1).trimEnd())
      const keys = open.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    }
  }
  return undefined
}

function unescaped(quoted: string): string {
  try {
    return JSON.parse(quoted) as string
  } catch {
    return quoted
  }
}

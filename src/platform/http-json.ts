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
    parse(request, text as string, (error, value) =>
      error
        ? done(
            new Refused(refusal('malformed', `The body is not proper JSON: ${error.message}.`, { field: 'body' }), 400),
          )
        : done(null, value),
    )
  })
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

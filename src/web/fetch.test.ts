import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answered, call, refusalsOf, throwRowErrors } from './fetch.ts'

interface Heard {
  method: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

const heard: Heard[] = []
let server: Server
let base = ''

/** Answers by path: `/409?body=…`. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: string[] = []
    for await (const chunk of request) chunks.push(String(chunk))
    heard.push({ method: request.method ?? '', headers: request.headers, body: chunks.join('') })
    const url = new URL(request.url ?? '/', 'http://here')
    response.writeHead(Number(url.pathname.slice(1)), { total: '7' })
    response.end(url.searchParams.get('body') ?? '')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const answering = (status: number, body: string) => `${base}/${status}?body=${encodeURIComponent(body)}`
const refusalsFrom = async (path: string) => {
  try {
    await call(path)
  } catch (thrown) {
    if (thrown instanceof Answered) return thrown.refusals
    throw thrown
  }
  throw new Error('The server was to say no.')
}

describe('a call', () => {
  it('carries company, the mark of an unsafe method and a key of its own', async () => {
    await call(answering(200, '{}'), { method: 'POST', company: '10', body: { a: 1 } })
    await call(answering(200, '{}'), { method: 'POST' })
    await call(answering(200, '{}'), { company: '10' })
    const [post, again, get] = heard.splice(0)
    expect(post).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'procore-company-id': '10', 'x-gusset-request': '1' },
    })
    expect(post?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
    expect(again?.headers['idempotency-key']).not.toBe(post?.headers['idempotency-key'])
    expect(get?.headers).not.toHaveProperty('x-gusset-request')
  })
  it('reads the rows and how many there are in all', async () => {
    expect(await call(answering(200, '[1,2]'))).toEqual({ data: [1, 2], total: 7 })
    expect((await call(answering(204, ''))).data).toBeUndefined()
  })
  it('throws the refusals as the server worded them', async () => {
    const refusal = { code: 'title-too-long', sentence: 'Too long.', field: 'title', remedy: 'Shorten it.' }
    expect(await refusalsFrom(answering(422, JSON.stringify({ message: 'Too long.', refusals: [refusal] })))).toEqual([
      refusal,
    ])
  })
  it('makes a sentence of errors by field, of a bare message, and of nothing at all', async () => {
    expect(await refusalsFrom(answering(422, '{"errors":{"name":["Is missing."]}}'))).toEqual([
      { code: 'invalid', sentence: 'Is missing.', field: 'name' },
    ])
    expect(await refusalsFrom(answering(403, '{"message":"No."}'))).toEqual([{ code: 'refused', sentence: 'No.' }])
    const [mute] = await refusalsFrom(answering(502, '<html>'))
    expect(mute?.sentence).toContain('502')
  })
  it('says so when nobody answers', async () => {
    const [none] = await refusalsFrom('http://127.0.0.1:1/')
    expect(none?.code).toBe('no-answer')
  })
})

describe('the answer of a sync', () => {
  it('throws each reason once, and nothing when every row was taken', () => {
    expect(() => throwRowErrors({ entities: [1], errors: [] })).not.toThrow()
    const errors: { errors: Record<string, string[]> }[] = [
      { errors: { a: ['One.', 'Two.'] } },
      { errors: { b: ['Two.'] } },
    ]
    try {
      throwRowErrors({ entities: [], errors })
      expect.unreachable()
    } catch (thrown) {
      expect(refusalsOf(thrown).map((each) => each.sentence)).toEqual(['One.', 'Two.'])
    }
  })
})

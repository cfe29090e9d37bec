/** The audit: read, narrowed, downloaded, and proved by the script that shares nothing with us; each way of tampering is found. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import type { CompanyId } from '../ids.ts'
import { record } from '../platform/history.ts'

let all: TwoCompanies
let folder: string
let lines: string[]
let head: string
const base = () => `/rest/v1.0/companies/${all.ours.company}/history`
const get = (rest = '', headers = all.admin) => all.app.inject({ url: base() + rest, headers })

beforeAll(async () => {
  all = await twoCompanies()
  folder = mkdtempSync(join(tmpdir(), 'gusset-audit-'))
  // What JSON writers differ on: order of keys, characters beyond ASCII, a separator of lines inside a text, numbers.
  const body = {
    z: 1,
    a: { ü: 'Straße\u2028\u{1f3d7}', b: [1.5, 1e21, null, true] },
    10: '=1+1',
    9: { from: '1', to: '2' },
  }
  await all.world.db.company(all.ours.company as CompanyId, async (sql) => {
    for (const why of ['Because "so"', undefined])
      await record(sql, {
        company: all.ours.company as CompanyId,
        actor: undefined,
        action: 'odd',
        subject: { kind: 'test', id: 1 },
        why,
        body,
      })
  })
  lines = (await get('/file?format=jsonl')).body.split('\n').filter(Boolean)
  head = (await get('/verification')).json<{ head: string }>().head
})
afterAll(async () => {
  await all?.close()
  rmSync(folder, { recursive: true, force: true })
})

function judged(rows: string[], noted?: string): string {
  const file = join(folder, 'history.jsonl')
  writeFileSync(file, `${rows.join('\n')}\n`)
  const script = resolve(import.meta.dirname, '../../bin/verify-history.mjs')
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, file, ...(noted ? [noted] : [])], {
    encoding: 'utf8',
  })
  return `${status} ${stdout}${stderr}`.trim()
}

describe('the history', () => {
  it('is shown newest first, in pages, with names', async () => {
    const reply = await get('?per_page=2')
    const rows = reply.json<{ seq: number; action: string }[]>()
    expect(rows.map((row) => row.seq)).toEqual([lines.length - 1, lines.length - 2])
    expect(reply.headers.total).toBe(String(lines.length - 1))
    expect((await get('?per_page=1&sort=at')).json<{ seq: number }[]>()[0]?.seq).toBe(1)
    expect((await get('?per_page=1&sort=-why')).json<{ why: string }[]>()[0]?.why).toBe('Because "so"')
  })

  it('is narrowed by who, what, about what and when', async () => {
    const ask = async (query: string) => (await get(`?${query}`)).json<{ action: string; subject_kind: string }[]>()
    expect(await ask('action=odd')).toHaveLength(2)
    expect((await ask('subject_kind=template')).every((row) => row.subject_kind === 'template')).toBe(true)
    expect(await ask('until=2020-01-01T00:00:00Z')).toEqual([])
    expect(await ask('since=2020-01-01T00:00:00Z&action=odd&subject_id=1')).toHaveLength(2)
    expect((await get('?since=yesterday')).statusCode).toBe(400)
    const words = (await get('/words')).json<{ actions: string[] }>()
    expect(words.actions).toContain('odd')
  })

  it('is for those who administer, and said so to the others', async () => {
    const reply = await get('', all.reader)
    expect(reply.statusCode).toBe(403)
    expect(reply.json<{ message: string }>().message).toBe(
      'Looking at the audit needs Admin on ERP Integrations, or Admin on Admin.',
    )
  })

  it('is a table of texts that no spreadsheet runs', async () => {
    const { body, headers } = await get('/file?format=csv')
    expect(headers['content-type']).toContain('text/csv')
    expect(body.split('\r\n')[0]).toBe('seq,at,actor,name,action,subject_kind,subject_id,why,body,prev,hash')
    expect(body).toContain(head)
  })
})

describe('the script that knows nothing of us', () => {
  const verdict = async () => (await get('/verification')).json<{ ok: boolean; rows: number; head: string }>()
  const changed = (at: number, from: RegExp, to: string) =>
    lines.map((line, index) => (index === at ? line.replace(from, to) : line))

  it('agrees with the server', async () => {
    const { ok, rows } = await verdict()
    expect(ok).toBe(true)
    expect(judged(lines)).toBe(`0 Holds: ${rows} rows, head ${head}`)
    const early = (JSON.parse(lines[0]!) as { hash: string }).hash
    expect(judged(lines, early)).toMatch(/^0 Holds/)
  })

  it.each<[string, () => string[], RegExp]>([
    ['a changed row', () => changed(1, /"action":"[^"]*"/, '"action":"other"'), /^1 BROKEN: Row 2 was changed/],
    ['a changed body', () => changed(lines.length - 2, /Straße/, 'Gasse'), /^1 BROKEN: Row \d+ was changed/],
    ['a row left out', () => lines.toSpliced(1, 1), /^1 BROKEN: Row 2 is missing/],
    ['two rows exchanged', () => lines.toSpliced(1, 2, lines[2]!, lines[1]!), /^1 BROKEN: Row 2 is missing/],
    ['a row put in', () => lines.toSpliced(1, 0, lines[0]!), /^1 BROKEN: Row 2 is missing/],
    [
      'a row put in under a new number',
      () => lines.toSpliced(1, 0, lines[0]!.replace('"seq":1', '"seq":2')),
      /^1 BROKEN: Row 2 does not follow/,
    ],
    ['an end cut off', () => lines.slice(0, -2), /^1 BROKEN: .*without a head/],
    ['an end cut off before the head', () => lines.toSpliced(-2, 1), /^1 BROKEN: The file ends at row/],
    [
      'another company’s',
      () => lines.map((line) => line.replace(/"company":\d+/, '"company":5')),
      /^1 BROKEN: Row 1 does not follow/,
    ],
    ['no history', () => ['Dear customer,'], /^2 .*is not the JSON lines of a history/],
  ])('finds %s', (_name, rows, said) => {
    expect(judged(rows())).toMatch(said)
  })

  it('finds a whole chain written anew by a head that was noted before', () => {
    expect(judged(lines, 'f'.repeat(64))).toMatch(/^1 BROKEN: The noted head f+ is not in this chain/)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from './config.ts'
import { DEFAULT_LIMITS, loadLimits } from './limits.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(content: string): string {
  const path = join(folder, 'given.json')
  writeFileSync(path, content)
  return path
}

const good = { server: 'https://gusset.example.com', dataFolder: 'data', boxUrl: 'http://127.0.0.1:4300' }

describe('the configuration', () => {
  it('comes from the file, the environment first, folders seen from the file', () => {
    const config = loadConfig({ GUSSET_AGENT_NAME: 'Office' }, file(JSON.stringify({ ...good, name: 'File' })))
    expect(config).toMatchObject({
      name: 'Office',
      dataFolder: join(folder, 'data'),
      keepDays: 180,
      connector: 'sage-300-cre',
    })
    expect(config.server.host).toBe('gusset.example.com')
  })

  it.each([
    ['a missing server', { ...good, server: undefined }, /server is missing\. Set server .*GUSSET_AGENT_SERVER/],
    ['an address that is none', { ...good, server: 'gusset' }, /server must be an address/],
    ['a file address', { ...good, boxUrl: 'file:///etc/passwd' }, /boxUrl must be an address/],
    ['an unknown setting', { ...good, sever: 'x' }, /there is no setting sever/],
    ['an unknown connector', { ...good, connector: 'other' }, /connector must be one of sage-300-cre/],
    ['a bad number', { ...good, keepDays: 'many' }, /keepDays must be a number of days/],
  ])('names %s', (_what, content, sentence) => {
    expect(() => loadConfig({}, file(JSON.stringify(content)))).toThrow(sentence)
  })

  it('names a file that is not there, or is not JSON', () => {
    expect(() => loadConfig({}, join(folder, 'none.json'))).toThrow(/none\.json cannot be read/)
    expect(() => loadConfig({}, file('{'))).toThrow(/is not JSON/)
    expect(() => loadConfig({}, file('[]'))).toThrow(/one JSON object/)
  })
})

describe('the limits', () => {
  it('are open without a file, and the file’s with one', () => {
    expect(loadLimits(undefined)).toEqual(DEFAULT_LIMITS)
    expect(loadLimits(file('{"largestNumber": "250000.00", "kinds": ["commitment"]}'))).toEqual({
      ...DEFAULT_LIMITS,
      largestNumber: '250000.00',
      kinds: ['commitment'],
    })
  })

  it.each([
    ['{"largestNumber": 250000}', /largestNumber/],
    ['{"kind": ["commitment"]}', /kind/],
    ['{"kinds": "all"}', /kinds/],
    ['{"maxRecords": 0}', /maxRecords/],
    ['nonsense', /not JSON/],
  ])('that cannot be understood stop the agent: %s', (content, sentence) => {
    expect(() => loadLimits(file(content))).toThrow(sentence)
  })
})

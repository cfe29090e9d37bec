/**
 * The law of the layout (README, "The law"): who may import whom, what files may be called, how large they may grow, what may not be written.
 * Each rule is a function over the list of source files; each has a planted offender below, so that the rule is known to bite.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ARCHITECTURE, room, SLICE_FILES, SLICES } from './tidy-law.ts'

const root = resolve(import.meta.dirname, '..')

interface Source {
  path: string
  text: string
}

const sources = readSources()
const product = sources.filter((each) => !isTest(each.path))

describe('imports', () => {
  const offences = (list: Source[]) => list.flatMap(importOffences)
  it('go only where the law lets them', () => expect(offences(product)).toEqual([]))
  it('are caught when they do not', () => {
    expect(offences([planted('src/erp/ops.ts', `import { x } from '../commitments/store.ts'`)])).toHaveLength(1)
    expect(offences([planted('simulator/main.ts', `import { add } from '../src/platform/money.ts'`)])).toHaveLength(1)
    expect(
      offences([planted('agent/main.ts', `import { x } from '../connectors/sage-300-cre/mapping/vendors.ts'`)]),
    ).toHaveLength(1)
    expect(offences([planted('src/budget/BudgetPage.tsx', `import { x } from './store.ts'`)])).toHaveLength(1)
    expect(offences([planted('src/companies/store.ts', `import { x } from '../jobs/store.ts'`)])).toHaveLength(1)
    expect(offences([planted('connectors/sage-300-cre/files.ts', `import pg from 'pg'`)])).toHaveLength(1)
  })
})

describe('names', () => {
  it('erp/ names no noun, a noun names no ERP', () => expect(product.flatMap(namingOffences)).toEqual([]))
  it('are caught', () => {
    expect(namingOffences(planted('src/erp/exports.ts', 'const commitmentRows = []'))).toHaveLength(1)
    expect(namingOffences(planted('src/jobs/store.ts', `const erp = 'Sage 300 CRE'`))).toHaveLength(1)
  })
  it('slice files have only the names of the layout', () => {
    expect(product.filter((each) => !sliceNameIsLawful(each.path)).map((each) => each.path)).toEqual([])
    expect(sliceNameIsLawful('src/jobs/helpers.ts')).toBe(false)
  })
})

describe('tables', () => {
  it('are written only by their own slice', () => expect(product.flatMap(tableOffences)).toEqual([]))
  it('are caught', () => {
    expect(tableOffences(planted('src/budget/store.ts', 'insert into commitment (id) values (1)'))).toHaveLength(1)
    expect(tableOffences(planted('src/jobs/store.ts', 'update erp_op set state = 1'))).toHaveLength(1)
  })
})

describe('words', () => {
  it('no any, no clock outside clock files, no float on money, nothing unfinished', () =>
    expect(product.flatMap(wordOffences)).toEqual([]))
  it('are caught', () => {
    expect(wordOffences(planted('src/jobs/store.ts', 'const at = Date.now()'))).toHaveLength(1)
    expect(wordOffences(planted('src/jobs/store.ts', 'const x: any = 1'))).toHaveLength(1)
    expect(wordOffences(planted('src/jobs/store.ts', 'const x = parseFloat(amount)'))).toHaveLength(1)
    expect(wordOffences(planted('src/jobs/store.ts', '// TO' + 'DO later'))).toHaveLength(1)
  })
})

describe('sizes', () => {
  const lengths = product
    .map((each) => ({ path: each.path, lines: each.text.split('\n').length }))
    .sort((a, b) => a.lines - b.lines)
  const at = (share: number) => lengths[Math.floor(lengths.length * share)]?.lines ?? 0
  it('no file past 400 lines', () => expect(lengths.filter((each) => each.lines > 400)).toEqual([]))
  it('the ninetieth percentile stays below 260', () => expect(at(0.9)).toBeLessThan(260))
  it('functions stay below 90 lines', () => expect(product.flatMap((each) => longFunctions(each, 90))).toEqual([]))
})

describe('reach', () => {
  it('every file is reachable from a program or a test', () => expect(unreachable()).toEqual([]))
})

describe('the repository', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root })
    .toString()
    .split('\0')
    .filter((each) => each && existsSync(join(root, each)))
  it('keeps registry addresses out of the lockfile', () =>
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "http/))
  it('keeps exact versions', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    )
    const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
      ([, version]) => !/^\d/.test(String(version)),
    )
    expect(loose).toEqual([])
  })
  it('holds no file over 1 MB', () =>
    expect(tracked.filter((each) => readFileSync(join(root, each)).length > 1_000_000)).toEqual([]))
})

function importOffences(source: Source): string[] {
  const from = room(source.path)
  return importsOf(source).flatMap((target) => {
    const permitted = ARCHITECTURE[from]
    if (!permitted) return [`${source.path}: no room of the layout`]
    return permitted(target, source.path) ? [] : [`${source.path} may not import ${target}`]
  })
}

function importsOf(source: Source): string[] {
  const found = [
    ...source.text.matchAll(
      /^\s*(?:import|export)\s[^;'"]*?from\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm,
    ),
  ]
  return found.map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? ''
    const typeOnly = /^\s*(import|export)\s+type\s/.test(match[0])
    const target = specifier.startsWith('.')
      ? relative(root, resolve(root, dirname(source.path), specifier))
      : specifier
    return typeOnly ? `type ${target}` : target
  })
}

const NOUNS =
  /\b(commitments?|vendors?|invoices?|change[- ]?orders?|prime[- ]?contracts?|cost[- ]?codes?|sub[- ]?jobs?|timesheets?)\b|commitment[A-Z]|vendor[A-Z]|invoice[A-Z]|costCode|changeOrder/i
const ERPS = /\b(sage|timberline|hh2|ODBC|JCM_|JCT_|APM_)/i

function namingOffences({ path, text }: Source): string[] {
  const code = withoutComments(text)
  const offences: string[] = []
  if (path.startsWith('src/erp/') && NOUNS.test(code)) offences.push(`${path} names a noun: ${code.match(NOUNS)?.[0]}`)
  if (SLICES.some((slice) => path.startsWith(`src/${slice}/`)) && ERPS.test(code))
    offences.push(`${path} names an ERP: ${code.match(ERPS)?.[0]}`)
  return offences
}

function sliceNameIsLawful(path: string): boolean {
  const [top, slice, ...rest] = path.split('/')
  if (top !== 'src' || !SLICES.includes(slice ?? '')) return true
  const name = rest.join('/')
  return SLICE_FILES.some((pattern) => pattern.test(name))
}

const OWNERS = tableOwners()
function tableOffences({ path, text }: Source): string[] {
  if (!/^(src|agent|connectors)\//.test(path)) return []
  const writes = [
    ...text.matchAll(/\b(?:insert\s+into|update|delete\s+from|merge\s+into|truncate)\s+([a-z_]+)\b/gi),
  ].map((match) => match[1] ?? '')
  return writes.flatMap((table) => {
    const owner = OWNERS.get(table)
    if (!owner || path.startsWith(owner)) return []
    return [`${path} writes ${table}, which belongs to ${owner}`]
  })
}

/** A migration's name says whose tables it makes: `0004_companies.sql` belongs to `src/companies/store`, erp and agents to `src/erp/`. */
function tableOwners(): Map<string, string> {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'db'], { cwd: root })
    .toString()
    .split('\n')
    .filter((each) => /db\/\d{4}_.*\.sql$/.test(each))
  const owners = new Map<string, string>()
  for (const file of files) {
    const noun = file
      .replace(/^db\/\d{4}_/, '')
      .replace('.sql', '')
      .replaceAll('_', '-')
    const slice = SLICES.find((each) => noun === each || noun.startsWith(`${each}-`))
    const owner = slice ? `src/${slice}/store` : /^(erp|agents)/.test(noun) ? 'src/erp/' : 'src/'
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(/create table (?:if not exists )?([a-z_]+)/gi))
      owners.set(match[1] ?? '', owner)
  }
  return owners
}

function wordOffences({ path, text }: Source): string[] {
  const code = withoutComments(text)
  const offences: string[] = []
  const say = (what: string) => offences.push(`${path}: ${what}`)
  if (/(:\s*any\s*[;,)=\]>|[]|\bas any\b|<any>)/.test(code)) say('any')
  if (
    !/(^|\/)clock\.ts$/.test(path) &&
    !path.startsWith('bench/') &&
    /\b(Date\.now\(\)|new Date\(\)|Math\.random\(\))/.test(code)
  )
    say('reads the clock or chance by itself')
  if (/^(src|connectors|agent|simulator)\//.test(path) && /\bparseFloat\(|\.toFixed\(/.test(code))
    say('floating point on money')
  if (/\b(TODO|FIXME|XXX)\b|not implemented/.test(text)) say('unfinished')
  return offences
}

function longFunctions({ path, text }: Source, limit: number): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, start) => {
    const opens = line.match(
      /^(\s*)(?:export )?(?:default )?(?:async )?(?:function\*?\s+(\w+)|(?:const\s+(\w+)\s*=\s*(?:async\s*)?\([^=]*=>\s*\{\s*$))/,
    )
    if (!opens) return []
    const end = lines.findIndex((each, index) => index > start && each.startsWith(`${opens[1]}}`))
    const name = opens[2] ?? opens[3] ?? ''
    // A list of routes is a table of data.
    if (/Routes$/.test(name)) return []
    return end - start > limit ? [`${path}:${start + 1} ${name} has ${end - start} lines`] : []
  })
}

function unreachable(): string[] {
  const byPath = new Map(sources.map((each) => [each.path, each]))
  const roots = sources.filter(
    ({ path }) =>
      isTest(path) ||
      /(^|\/)main\.tsx?$|^src\/(web-main\.tsx|cli\.ts)$|^bench\/|^vite|^vitest|^tests\/world\//.test(path),
  )
  const seen = new Set<string>()
  const queue = roots.map((each) => each.path)
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    const source = byPath.get(path)
    if (source) queue.push(...importsOf(source).map((each) => each.replace(/^type /, '')))
  }
  return sources.map((each) => each.path).filter((path) => !seen.has(path))
}

function readSources(): Source[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root }).toString().split('\n')
  return listed
    .filter((path) => /\.tsx?$/.test(path) && existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

function planted(path: string, text: string): Source {
  return { path, text }
}

function isTest(path: string): boolean {
  return path.startsWith('tests/') || /\.test\.tsx?$/.test(path) || /^vite/.test(path)
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1')
}

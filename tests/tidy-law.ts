/** The law as data: the rooms of the tree and what a file in each may import. `tidy.test.ts` holds every file to it. */

/** In dependency order: a slice imports only slices before it. */
export const SLICES = [
  'cost-codes',
  'tax-codes',
  'companies',
  'jobs',
  'prime-contracts',
  'commitments',
  'change-orders',
  'invoices',
  'payments',
  'timesheets',
  'job-costs',
  'budget',
  'workflows',
  'guide',
  'reconcile',
  'reports',
  'notices',
]

/** Names a slice may use, each for one job; each may be split by the entity it serves (`model-sub-jobs.ts`). */
export const SLICE_FILES = [
  /^model(-[a-z-]+)?(\.test)?\.ts$/,
  /^rules(-[a-z-]+)?(\.test)?\.ts$/,
  /^document(-[a-z-]+)?(\.test)?\.ts$/,
  /^store(-[a-z-]+)?(\.test)?\.ts$/,
  /^erp(-[a-z-]+)?(\.test)?\.ts$/,
  /^api(-[a-z-]+)?(\.test)?\.ts$/,
  /^chores(-[a-z-]+)?(\.test)?\.ts$/,
  /^[A-Z]\w*\.tsx$/,
  /\.test\.tsx?$/,
]

/** Platform files without node, database or network: they run in the browser too. */
export const PURE_PLATFORM = ['money', 'dates', 'text', 'refusal', 'clock', 'likeness']

type Permits = (target: string, from: string) => boolean

const bare = (target: string) => target.replace(/^type /, '')
const isPackage = (target: string) =>
  !bare(target).startsWith('src/') && !/^(agent|connectors|simulator|tests|bench|db|example)\//.test(bare(target))
const isNode = (target: string) => bare(target).startsWith('node:')
const within = (target: string, folder: string) => bare(target).startsWith(folder)
const isType = (target: string) => target.startsWith('type ')
const isIds = (target: string) => bare(target) === 'src/ids.ts'
const purePlatform = (target: string) => PURE_PLATFORM.some((each) => bare(target) === `src/platform/${each}.ts`)
const fileOf = (path: string) => path.split('/').pop() ?? ''
const sliceOf = (path: string) => bare(path).match(/^src\/([^/]+)\//)?.[1] ?? ''
const above = (target: string, from: string) =>
  SLICES.includes(sliceOf(target)) && SLICES.indexOf(sliceOf(target)) < SLICES.indexOf(sliceOf(from))
const own = (target: string, from: string) => sliceOf(target) === sliceOf(from)
const named = (target: string, pattern: RegExp) => pattern.test(fileOf(bare(target)))
const protocol = (target: string) => /^src\/erp\/protocol[\w-]*\.ts$/.test(bare(target))

export const ARCHITECTURE: Record<string, Permits> = {
  ids: () => false,
  main: () => true,
  platform: (target) => isPackage(target) || within(target, 'src/platform/') || isIds(target),
  access: (target) =>
    isPackage(target) || within(target, 'src/platform/') || within(target, 'src/access/') || isIds(target),
  erp: (target) =>
    isPackage(target) ||
    within(target, 'src/platform/') ||
    within(target, 'src/access/') ||
    within(target, 'src/erp/') ||
    isIds(target),
  'erp page': (target) =>
    (isPackage(target) && !isNode(target)) ||
    within(target, 'src/web/') ||
    /^src\/(erp|access)\/[A-Z]\w*\.tsx$/.test(bare(target)) ||
    bare(target) === 'src/erp/states.ts' ||
    purePlatform(target),
  'access page': (target) =>
    (isPackage(target) && !isNode(target)) ||
    within(target, 'src/web/') ||
    /^src\/access\/([A-Z]\w*\.tsx|(matrix|matrix-print|tools)\.ts)$/.test(bare(target)) ||
    purePlatform(target),
  'slice pure': (target, from) =>
    bare(target) === 'zod' ||
    purePlatform(target) ||
    isIds(target) ||
    own(target, from) ||
    (above(target, from) && named(target, /^(model|document)(-[a-z-]+)?\.ts$/)),
  'slice server': (target, from) =>
    isPackage(target) ||
    within(target, 'src/platform/') ||
    within(target, 'src/access/') ||
    bare(target) === 'src/erp/entity.ts' ||
    isIds(target) ||
    own(target, from) ||
    (above(target, from) && named(target, /^(model|document|store)(-[a-z-]+)?\.ts$/)),
  'slice page': (target, from) =>
    (isPackage(target) && !isNode(target)) ||
    within(target, 'src/web/') ||
    /^src\/erp\/[A-Z]\w*\.tsx$/.test(bare(target)) ||
    bare(target) === 'src/erp/states.ts' ||
    purePlatform(target) ||
    (own(target, from) && named(target, /^(model|rules)(-[a-z-]+)?\.ts$|\.tsx$/)),
  web: (target) => (isPackage(target) && !isNode(target)) || within(target, 'src/web/') || purePlatform(target),
  connector: (target, from) =>
    ['src/erp/connector.ts', 'src/erp/failures.ts'].includes(bare(target)) ||
    /^src\/erp\/mapping[\w-]*\.ts$/.test(bare(target)) ||
    (protocol(target) && isType(target)) ||
    purePlatform(target) ||
    (within(target, from.split('/').slice(0, 2).join('/')) && !/\/(driver|box)\//.test(bare(target))) ||
    (isType(target) && named(target, /^document(-[a-z-]+)?\.ts$/)),
  driver: (target, from) =>
    protocol(target) ||
    isPackage(target) ||
    (within(target, from.split('/').slice(0, 2).join('/')) && /\/(driver|box)\//.test(bare(target))),
  agent: (target) =>
    protocol(target) ||
    isPackage(target) ||
    within(target, 'agent/') ||
    /^connectors\/[^/]+\/driver\//.test(bare(target)),
  simulator: (target) => isPackage(target) || within(target, 'simulator/'),
  outside: () => true,
}

/** The room of the law a file lives in. */
export function room(path: string): string {
  const file = fileOf(path)
  if (path === 'src/ids.ts') return 'ids'
  if (/^src\/[^/]+$/.test(path)) return 'main'
  if (path.startsWith('src/platform/')) return 'platform'
  if (path.startsWith('src/access/')) return file.endsWith('.tsx') ? 'access page' : 'access'
  if (path.startsWith('src/erp/')) return file.endsWith('.tsx') ? 'erp page' : 'erp'
  if (path.startsWith('src/web/')) return 'web'
  if (SLICES.includes(sliceOf(path))) {
    if (file.endsWith('.tsx')) return 'slice page'
    return /^(model|rules|document)(-[a-z-]+)?\.ts$/.test(file) ? 'slice pure' : 'slice server'
  }
  if (/^connectors\/[^/]+\/(driver|box)\//.test(path)) return 'driver'
  if (path.startsWith('connectors/')) return 'connector'
  if (path.startsWith('agent/')) return 'agent'
  if (path.startsWith('simulator/')) return 'simulator'
  if (/^(tests|bench|bin|example)\//.test(path) || !path.includes('/')) return 'outside'
  return `unknown room of ${path}`
}

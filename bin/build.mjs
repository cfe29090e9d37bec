// Builds dist/ (server, agent, simulator) and dist/web (pages), each only when a source is newer than the last build.
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installWhatIsMissing, node, root } from './install.mjs'

export function build() {
  installWhatIsMissing()
  const sources = ['src', 'agent', 'connectors', 'simulator', 'bench', 'example', 'tests/chaos'].map((each) =>
    join(root, each),
  )
  buildWhenOlder('server', [...sources, join(root, 'tsconfig.build.json')], () =>
    node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'),
  )
  buildWhenOlder('web', [join(root, 'src'), join(root, 'vite.config.ts')], () =>
    node('node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'),
  )
}

function buildWhenOlder(name, sources, make) {
  const stamp = join(root, 'dist', `.built-${name}`)
  const newest = Math.max(...sources.map(newestBelow), newestBelow(join(root, 'package-lock.json')))
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newest) return
  console.log(`Building the ${name} …`)
  make()
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stamp, '')
}

function newestBelow(path) {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((each) => newestBelow(join(path, each))))
}

if (process.argv[1] === new URL(import.meta.url).pathname) build()

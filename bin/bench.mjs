// Builds, then measures Gusset beside other tools (bench/README.md): `npm run bench [-- name …] [--rows 50000 --pairs 1]`.
import { build } from './build.mjs'
import { node } from './install.mjs'

build()
node('dist/bench/main.js', ...process.argv.slice(2))

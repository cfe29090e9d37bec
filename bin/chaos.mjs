// Chaos beyond the suite: `npm run chaos -- --runs 100000 --seed 1`. The same cores, books and invariants as in the tests.
import { build } from './build.mjs'
import { node } from './install.mjs'

build()
node('dist/tests/chaos/main.js', ...process.argv.slice(2))

/** `npm run chaos -- --runs N --seed S`: a campaign as long as you like. Exit code 1 when an invariant broke. */
import { parseArgs } from 'node:util'
import { campaign, describe } from './campaign.ts'
import { PLANTS, type Plant } from './plants.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    /** Tells one run, the one of the seed, from beginning to end. */
    trace: { type: 'boolean', default: false },
    plant: { type: 'string', multiple: true, default: [] },
  },
})
const unknown = values.plant.find((each) => !(each in PLANTS))
if (unknown !== undefined)
  throw new Error(`There is no planted bug ${unknown}; there are ${Object.keys(PLANTS).join(', ')}.`)

const { runs, exports, needsHuman, faults, seen, failure } = campaign({
  seed: Number(values.seed),
  runs: Number(values.runs),
  plants: values.plant as Plant[],
  ...(values.trace ? { runs: 1, tell: (line: string) => process.stdout.write(line) } : {}),
})
const share = exports === 0 ? '0' : ((needsHuman / exports) * 100).toFixed(2)
console.log(`${runs} runs, ${exports} exports, ${faults} faults; ${share} % needed a person`)
for (const [event, times] of [...seen].sort()) console.log(`  ${String(times).padStart(8)}  ${event}`)
if (failure) {
  console.error(describe(failure))
  process.exitCode = 1
}

/** Measures Gusset beside other tools: `npm run bench [-- import export invoices budget-export step budget pages start] [--rows 50000 --pairs 1]`. Prints ratios; asserts nothing. */
import { cpus, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { measureBudget } from './budget.ts'
import { measureBudgetExport } from './budget-export.ts'
import { measureExport } from './export.ts'
import { measureImport } from './import.ts'
import { measureInvoices } from './invoices.ts'
import { measurePages } from './pages.ts'
import { type Cluster, startCluster } from './postgres.ts'
import { print, type Report } from './report.ts'
import { measureStart } from './start.ts'
import { measureStep } from './step.ts'

interface Sizes {
  rows: number
  pairs: number
}

/** The longest last. */
const MEASUREMENTS: Record<string, (cluster: Cluster, sizes: Sizes) => Promise<Report>> = {
  start: (_cluster, { pairs }) => measureStart(pairs),
  step: (cluster, { rows, pairs }) => measureStep(cluster, { jobs: Math.min(20_000, rows), pairs }),
  pages: (cluster) => measurePages(cluster),
  budget: (cluster, { rows }) => measureBudget(cluster, rows),
  'budget-export': (cluster, { pairs }) => measureBudgetExport(cluster, pairs),
  export: (cluster, { rows }) => measureExport(cluster, Math.min(1_000, rows / 100)),
  invoices: (cluster, { rows }) => measureInvoices(cluster, Math.min(100, Math.ceil(rows / 10_000))),
  import: measureImport,
}

const { values, positionals } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, pairs: { type: 'string', default: '3' } },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !(name in MEASUREMENTS))
if (unknown.length > 0) {
  console.error(`There is no measurement ${unknown.join(', ')}; there are ${Object.keys(MEASUREMENTS).join(', ')}.`)
  process.exit(2)
}
const names = positionals.length > 0 ? positionals : Object.keys(MEASUREMENTS)
const sizes = { rows: Number(values.rows), pairs: Number(values.pairs) }
const cluster = await startCluster()
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void cluster.stop().finally(() => process.exit(1)))
try {
  console.log(
    `${cluster.version}, Node ${process.version}, ${cpus().length} processors (${cpus()[0]?.model}), ${Math.round(totalmem() / 2 ** 30)} GB of memory`,
  )
  for (const name of names) print(await MEASUREMENTS[name]!(cluster, sizes))
} finally {
  await cluster.stop()
}

import { parseArgs } from 'node:util'
import { machineClock } from './clock.ts'
import { companyNamed } from './companies/index.ts'
import { Office } from './office.ts'
import { Refused, Unsupported } from './refused.ts'
import { createSimulatorServer } from './server.ts'
import { Store } from './store.ts'

const USAGE = `The Sage 300 CRE simulator: a pretend ERP with the ERP's own rules.
  --port 4300          port on 127.0.0.1 (0: any free one)
  --data DIR           its own folder; kept from start to start
  --in-memory          keep nothing
  --company example    example, large or empty
  --jobs 400           jobs of the large company
  --transactions 1000000   posted transactions of the large company
  SIMULATOR_TOKEN      when set, callers of the box must send it as a bearer token
`

function main(): void {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4300' },
      data: { type: 'string' },
      'in-memory': { type: 'boolean', default: false },
      company: { type: 'string', default: 'example' },
      jobs: { type: 'string', default: '400' },
      transactions: { type: 'string', default: '1000000' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || (!values.data && !values['in-memory'])) {
    process.stdout.write(values.help ? USAGE : `Say --data DIR or --in-memory.\n${USAGE}`)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const company = companyNamed(values.company, { jobs: Number(values.jobs), transactions: Number(values.transactions) })
  const store = values.data && !values['in-memory'] ? new Store(values.data) : null
  const office = new Office(company, store, machineClock)
  const server = createSimulatorServer({ office, clock: machineClock, token: process.env.SIMULATOR_TOKEN ?? '' })
  server.on('error', (error) => {
    process.stderr.write(`The simulator cannot listen on port ${values.port}: ${error.message}\n`)
    process.exit(1)
  })
  server.listen(Number(values.port), '127.0.0.1', () => {
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : values.port
    process.stdout.write(`${JSON.stringify({ simulator: 'ready', url: `http://127.0.0.1:${port}` })}\n`)
  })
  const leave = (): void => {
    office.close()
    process.exit(0)
  }
  process.once('SIGTERM', leave)
  process.once('SIGINT', leave)
}

try {
  main()
} catch (error) {
  if (!(error instanceof Refused || error instanceof Unsupported)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

/** The agent program: `node agent/main.js [--config FILE]`, or by environment. Runs beside the ERP, dials out, listens nowhere. */
import { parseArgs } from 'node:util'
import { runAgent } from './agent.ts'
import { machineClock } from './clock.ts'
import { loadConfig } from './config.ts'
import { createLog } from './log.ts'
import { AGENT_VERSION } from './version.ts'

const USAGE = `Gusset's agent ${AGENT_VERSION}: joins one ERP company file to a Gusset server.
  --config FILE   JSON: server, dataFolder, name, connector, boxUrl, boxToken, limitsFile, keepDays
  --version
Each setting can be given by the environment too: GUSSET_AGENT_SERVER, _DATA, _NAME, _CONNECTOR, _BOX_URL, _BOX_TOKEN, _LIMITS, _KEEP_DAYS.
GUSSET_AGENT_CODE=<one-time code> enrols the agent at its first start.
`

/** Exit codes: 0 stopped, 2 cannot start, 3 must not go on (revoked, or the journal is in danger). */
async function main(): Promise<void> {
  const options = { config: { type: 'string' }, help: { type: 'boolean' }, version: { type: 'boolean' } } as const
  const { values } = parseArgs({ options })
  if (values.help || values.version) {
    process.stdout.write(values.help ? USAGE : `${AGENT_VERSION}\n`)
    return
  }
  const log = createLog(machineClock)
  const agent = await runAgent(loadConfig(process.env, values.config), { log })
  const { agentId, company } = agent
  process.stdout.write(`${JSON.stringify({ agent: 'ready', version: AGENT_VERSION, agentId, company })}\n`)
  let leaving = false
  const leave = (): void => {
    if (leaving) process.exit(0)
    leaving = true
    agent.stop().then(
      () => process.exit(0),
      () => process.exit(3),
    )
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  const because = await agent.failed
  log('error', 'The agent stops.', { because })
  process.exit(3)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})

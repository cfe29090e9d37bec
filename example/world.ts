/** The world of `npm start`, the journeys and the benchmarks: the pretend ERP, the server, the agent between them, and the example company. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Client, signIn } from './client.ts'
import { fillExample } from './fill.ts'
import { person } from './people.ts'
import { freePort, type Program, start } from './programs.ts'

export interface WorldOptions {
  /** Everything the world keeps: databases, journal, logs. */
  folder: string
  port: number
  simulatorPort: number
  databaseUrl?: string | undefined
  /** The simulator's company and what it is given beyond its name. */
  company?: string
  simulatorArgs?: string[]
  /** False: an empty example company; the tests do the rest by themselves. */
  fill?: boolean
  env?: Record<string, string>
  agentEnv?: Record<string, string>
  say?: (line: string) => void
}

export interface World {
  url: string
  simulatorUrl: string
  folder: string
  simulator: Program
  server: Program
  agent: Program
  /** Starts a program again after it was stopped or killed; on the same ports and folders. */
  startServer(): Promise<void>
  startAgent(): Promise<void>
  startSimulator(): Promise<void>
  /** One more pretend ERP company file, with an agent of its own, for a connection that has none yet. Stops with the world. */
  addFile(admin: Client, connection: number): Promise<CompanyFile>
  stop(): Promise<void>
}

/** An ERP company file beside the world's own. */
export interface CompanyFile {
  connection: number
  simulatorUrl: string
  simulator: Program
  agent: Program
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const folder = resolve(options.folder)
  const say = options.say ?? (() => {})
  mkdirSync(folder, { recursive: true })
  const port = await freePort(options.port)
  const simulatorPort = await freePort(options.simulatorPort)
  const logs = join(folder, 'logs')
  const url = `http://127.0.0.1:${port}`
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`

  const simulatorIn = (name: string, at: number) =>
    start({
      name,
      script: 'simulator/main.js',
      args: [
        '--port',
        String(at),
        '--data',
        join(folder, name),
        '--company',
        options.company ?? 'example',
        ...(options.simulatorArgs ?? []),
      ],
      logs,
    })
  const startSimulator = () => simulatorIn('simulator', simulatorPort)
  const startServer = () =>
    start({
      name: 'server',
      script: 'src/main.js',
      args: ['--example'],
      env: {
        GUSSET_DATA: join(folder, 'server'),
        GUSSET_PORT: String(port),
        GUSSET_PUBLIC_URL: url,
        ...(options.databaseUrl ? { DATABASE_URL: options.databaseUrl } : {}),
        ...options.env,
      },
      logs,
    })
  const agentIn = (name: string, boxUrl: string, code?: string) =>
    start({
      name,
      script: 'agent/main.js',
      args: ['--config', writeAgentConfig(folder, name, url, boxUrl)],
      env: { ...options.agentEnv, ...(code ? { GUSSET_AGENT_CODE: code } : {}) },
      logs,
    })
  const startAgent = (code?: string) => agentIn('agent', simulatorUrl, code)
  const addFile = async (admin: Client, connection: number): Promise<CompanyFile> => {
    const port = await freePort(0)
    const box = `http://127.0.0.1:${port}`
    const simulator = await simulatorIn(`simulator-${connection}`, port)
    const agent = await agentIn(`agent-${connection}`, box, await codeFor(admin, connection))
    return { connection, simulatorUrl: box, simulator, agent }
  }

  say('Starting the simulator and the server …')
  const starting: Promise<Program>[] = []
  const begun = (program: Promise<Program>): Promise<Program> => {
    starting.push(program)
    return program
  }
  try {
    const [simulator, server] = await Promise.all([begun(startSimulator()), begun(startServer())])
    const admin = await signIn(url, person('Administrator').email, person('Administrator').password)
    const agent = await begun(startAgent(await enrolmentCode(admin)))
    if (options.fill ?? true) await fillExample(admin, say)
    return worldOf(
      { url, simulatorUrl, folder, simulator, server, agent },
      { startSimulator, startServer, startAgent, addFile },
    )
  } catch (error) {
    for (const each of await Promise.allSettled(starting)) if (each.status === 'fulfilled') await each.value.kill()
    throw error
  }
}

type Starters = Record<'startSimulator' | 'startServer' | 'startAgent', () => Promise<Program>> & Pick<World, 'addFile'>

function worldOf(parts: Omit<World, keyof Starters | 'stop'>, starters: Starters): World {
  const files: CompanyFile[] = []
  const world: World = {
    ...parts,
    addFile: async (admin, connection) => {
      const file = await starters.addFile(admin, connection)
      files.push(file)
      return file
    },
    startSimulator: async () => {
      world.simulator = await starters.startSimulator()
    },
    startServer: async () => {
      world.server = await starters.startServer()
    },
    startAgent: async () => {
      world.agent = await starters.startAgent()
    },
    stop: async () => {
      for (const file of files) {
        await file.agent.stop()
        await file.simulator.stop()
      }
      await world.agent.stop()
      await world.server.stop()
      await world.simulator.stop()
    },
  }
  return world
}

function writeAgentConfig(folder: string, name: string, server: string, boxUrl: string): string {
  const file = join(folder, `${name}.json`)
  const config = {
    server,
    dataFolder: join(folder, name),
    name: 'Agent beside the pretend Sage',
    connector: 'sage-300-cre',
    boxUrl,
  }
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`)
  return file
}

/** A code when the connection has no agent yet; an enrolled agent needs none. */
async function enrolmentCode(admin: Client): Promise<string | undefined> {
  const path = `/rest/v1.0/companies/${admin.company}/erp`
  const connections = await admin.get<{ id: number; agents: { revoked_at: string | null }[] }[]>(`${path}/connections`)
  const connection = connections[0]
  if (!connection || connection.agents.some((each) => each.revoked_at === null)) return undefined
  return codeFor(admin, connection.id)
}

async function codeFor(admin: Client, connection: number): Promise<string> {
  const path = `/rest/v1.0/companies/${admin.company}/erp/connections/${connection}/enrolments`
  return (await admin.post<{ code: string }>(path)).code
}

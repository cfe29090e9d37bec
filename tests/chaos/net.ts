/** The line between server and agents: one agent at a time for each company, messages in order unless a fault says otherwise. */
import type { ToAgent, ToServer } from '../../src/erp/protocol.ts'
import type { AgentHost } from './agent-host.ts'
import type { Hub, Wire } from './hub.ts'
import type { World } from './world.ts'

interface Company {
  name: string
  agents: AgentHost[]
  /** Whose agent is on the line. */
  online: AgentHost | null
  /** Which of its lives: a session ends with the process. */
  life: number
  /** Counts the sessions. */
  session: number
  /** Earliest delivery of the next message, by direction: order is kept. */
  nextUp: number
  nextDown: number
}

export class Net implements Wire {
  readonly #world: World
  readonly #hub: Hub
  #companies = new Map<string, Company>()

  constructor(world: World, hub: Hub) {
    this.#world = world
    this.#hub = hub
    world.every(1_000, () => {
      for (const company of this.#companies.values()) this.#tend(company)
    })
  }

  add(name: string, agents: AgentHost[]): void {
    this.#companies.set(name, { name, agents, online: null, life: 0, session: 0, nextUp: 0, nextDown: 0 })
  }

  connected(company: string): boolean {
    return this.#companies.get(company)?.online?.alive === true
  }

  cutAll(): void {
    for (const company of this.#companies.values()) company.online = null
  }

  send(name: string, message: ToAgent): void {
    const company = this.#companies.get(name)
    const agent = company?.online
    if (!company || !agent) return
    company.nextDown = this.#carry(company.nextDown, () => this.#arrive(agent, message))
  }

  sendUp(from: AgentHost, message: ToServer): boolean {
    const company = [...this.#companies.values()].find((each) => each.online === from)
    if (!company) return false
    company.nextUp = this.#carry(company.nextUp, () => this.#hub.hear(company.name, message))
    if (this.#world.strikes('stray', 0.2)) {
      // Said in another company's name: must change nothing there.
      for (const other of this.#companies.keys()) if (other !== company.name) this.#hub.hear(other, message)
    }
    return true
  }

  #arrive(agent: AgentHost, message: ToAgent): void {
    if (message.type === 'export') agent.command(message)
    if (message.type === 'ack') agent.hear({ type: 'acked', opKey: message.opKey, epoch: message.epoch })
    if (message.type === 'welcome') agent.hear({ type: 'welcome', serverTime: Date.parse(message.serverTime) })
  }

  /** Returns when the next message of this direction may arrive. */
  #carry(next: number, deliver: () => void): number {
    const { now, random } = this.#world
    const at = Math.max(next, now + random.between(10, 80))
    if (this.#world.strikes('drop', 0.05)) return at
    if (this.#world.strikes('duplicate', 0.05)) this.#world.soon(0, 30_000, deliver)
    if (this.#world.strikes('delay', 0.05)) this.#world.soon(100, 30_000, deliver)
    else this.#world.after(at - now, deliver)
    return at
  }

  /** Connects whoever should be on the line; breaks what a fault breaks. */
  #tend(company: Company): void {
    if (!this.#hub.up) return
    const { online, agents } = company
    const waiting = agents.find((each) => each !== online && each.alive && each.unacknowledged().length > 0)
    if (!online) {
      const someone = agents.find((each) => each.alive)
      if (someone && this.#world.random.chance(0.4)) this.#connect(company, someone)
    } else if (!online.alive || online.life !== company.life || this.#world.strikes('disconnect', 0.02)) {
      this.#hangUp(company)
    } else if (this.#world.strikes('failover', 0.02)) {
      this.#world.note('failover')
      this.#hangUp(company)
      this.#connect(company, agents.find((each) => each !== online && each.alive) ?? online)
    } else if (this.#world.faults.over && online.idle() && waiting && this.#world.random.chance(0.1)) {
      // In peace the other machine comes back too, with what it could never tell.
      this.#hangUp(company)
      this.#connect(company, waiting)
    }
  }

  #hangUp(company: Company): void {
    company.online = null
    this.#hub.gone(company.name)
  }

  #connect(company: Company, agent: AgentHost): void {
    company.online = agent
    company.life = agent.life
    company.session += 1
    agent.connect(() => this.#welcome(company, agent))
  }

  /** The server's answer to hello. */
  #welcome(company: Company, agent: AgentHost): void {
    const welcome: ToAgent = {
      type: 'welcome',
      company: company.name,
      serverTime: new Date(this.#world.now).toISOString(),
    }
    const { session } = company
    const arrive = () => session === company.session && this.#arrive(agent, welcome)
    // Without its welcome a session is none, so this message is never lost; it may take its time, but not into the next session.
    this.#world.soon(10, this.#world.strikes('delay', 0.1) ? 10_000 : 80, arrive)
  }
}

/** For the pipeline's tests: a made-up kind of item over a real database, and an agent with a pretend ERP at the other end of a line over memory. */
import type pg from 'pg'
import { afterAll, beforeAll } from 'vitest'
import type { Connector, ExportMapping, Rendering } from '../../src/erp/connector.ts'
import type { Entity, Scope } from '../../src/erp/entity.ts'
import type { Mover } from '../../src/erp/exports.ts'
import type { AgentRef, Line, LineHandler } from '../../src/erp/line.ts'
import { createPipeline, type Pipeline, RULES } from '../../src/erp/pipeline.ts'
import type { ExportCommand, FoundRow, Outcome, ToAgent, ToServer } from '../../src/erp/protocol.ts'
import { readBack } from '../../src/erp/protocol-compare.ts'
import { buildRegistry } from '../../src/erp/registry.ts'
import type { CompanyId, ConnectionId, ItemId, UserId } from '../../src/ids.ts'
import { handClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/db.ts'
import { createLog } from '../../src/platform/log.ts'
import { refusal } from '../../src/platform/refusal.ts'
import { asOwner, type TestDatabase, testDatabase } from './database.ts'

export const COMPANY = 1001 as CompanyId
export const CONNECTION = 2001 as ConnectionId
export const ANN = 31 as UserId
export const BOB = 32 as UserId

/** Tables of the made-up slice: orders that need a part, parts that go by themselves. */
const TABLES = `
  create table made_up (company_id int8, kind text, id int8, rev int not null default 1, title text not null, amount numeric not null,
    needs int8, part int8, synced_as text, primary key (company_id, kind, id));
  select gusset_raise_walls();
  grant select, insert, update on made_up to gusset_app;
  insert into company (id, name) values (${COMPANY}, 'Harbor Builders');
  insert into person (id, email, name) values (${ANN}, 'ann@example.com', 'Ann Approver'), (${BOB}, 'bob@example.com', 'Bob Builder');
  insert into erp_connection (company_id, id, connector, name) values (${COMPANY}, ${CONNECTION}, 'made-up-erp', 'Main books');`

interface MadeUp {
  rev: number
  title: string
  amount: string
  needs: ItemId | null
  part: ItemId | null
  synced_as: string | null
}

async function row({ sql, company }: Scope, kind: string, id: ItemId): Promise<MadeUp | undefined> {
  return sql.maybe<MadeUp>(
    'select rev, title, amount, needs, part, synced_as from made_up where company_id = $1 and kind = $2 and id = $3',
    [company, kind, id],
  )
}

function madeUp(kind: string, more: Partial<Entity['outbound']> = {}): Entity {
  return {
    kind,
    one: kind,
    many: `${kind}s`,
    tab: { title: `${kind}s`, columns: [] },
    outbound: {
      tool: 'Commitments',
      acceptAction: 'accept-or-reject-commitment',
      directExport: `direct-${kind}`,
      fields: [{ key: 'erp_id', label: 'ERP ID', type: 'text', required: true, erpId: true }],
      summary: async (scope, item) => {
        const found = await row(scope, kind, item)
        return (
          found && {
            id: item,
            project: undefined,
            number: `${item}`,
            title: found.title,
            amount: found.amount,
            path: `/${kind}/${item}`,
            rev: found.rev,
            columns: {},
          }
        )
      },
      refusals: async (scope, item) =>
        (await row(scope, kind, item))?.title === '' ? [refusal('no-title', 'It has no title.')] : [],
      prefill: async (_scope, item) => ({ erp_id: `E${item}` }),
      document: async (scope, item, answers) => ({ erpId: answers.erp_id ?? '', ...(await row(scope, kind, item)) }),
      needs: async (scope, item) => {
        const found = await row(scope, kind, item)
        const part = found?.part ? await row(scope, 'part', found.part) : undefined
        return [
          ...(found?.needs
            ? [{ kind: 'order', item: found.needs, sentence: `order ${found.needs} must be linked first.` }]
            : []),
          ...(found?.part && part?.synced_as === null
            ? [{ kind: 'part', item: found.part, sentence: 'its part goes first.' }]
            : []),
        ]
      },
      synced: async ({ sql, company }, item, erpId) => {
        await sql.run('update made_up set synced_as = $4 where company_id = $1 and kind = $2 and id = $3', [
          company,
          kind,
          item,
          erpId,
        ])
      },
      unsynced: async ({ sql, company }, item) => {
        await sql.run('update made_up set synced_as = null where company_id = $1 and kind = $2 and id = $3', [
          company,
          kind,
          item,
        ])
      },
      ...more,
    },
  }
}

const mapping: ExportMapping = {
  tables: [],
  marker: 'field',
  check: (document) =>
    (document as MadeUp).title.length > 30 ? [refusal('title-too-long', 'The title has more than 30 characters.')] : [],
  naturalKey: (document) => (document as { erpId: string }).erpId || undefined,
  render: (document, { marker }): Rendering => {
    const { erpId, title, amount } = document as MadeUp & { erpId: string }
    return oneRecord(marker, [erpId, title, amount])
  },
}

/** The made-up ERP knows orders of three fields, whatever they stand for. */
export function oneRecord(marker: string, values: [erpId: string, title: string, amount: string]): Rendering {
  return {
    files: [
      {
        task: 'made-up',
        records: [[{ value: 'ORD', as: 'alpha' }, ...values.map((value) => ({ value, as: 'plain' as const }))]],
      },
    ],
    probes: [
      {
        tables: ['ORDERS'],
        where: [{ column: 'Marker', op: '=', value: marker }],
        columns: [
          { name: 'Order', as: 'text' },
          { name: 'Title', as: 'text' },
          { name: 'Amount', as: 'decimal' },
        ],
        key: 1,
        rows: [values],
        complete: true,
        identity: true,
      },
    ],
    shown: [{ file: 0, record: 'ORD', fields: values.map((value, at) => ({ name: `F${at}`, value })) }],
  }
}

const connector: Connector = {
  key: 'made-up-erp',
  name: 'Made-up ERP',
  shortName: 'ERP',
  supportedVersions: ['1'],
  words: {},
  capabilities: [],
  exports: { order: mapping, part: mapping },
  imports: {},
  failures: [],
  marks: [],
}

/** The agent and its ERP: what it answers is scripted by the tests; by default it imports at once and reports what it did. */
export class PretendAgent implements Line {
  handler: LineHandler | undefined
  present = true
  /** Rows in the ERP, by marker. */
  readonly books = new Map<string, (string | null)[][]>()
  readonly commands: ExportCommand[] = []
  readonly acks: string[] = []
  readonly others: ToAgent[] = []
  answer: (command: ExportCommand) => Outcome | undefined = (command) => this.carryOut(command)
  #talk: Promise<void> = Promise.resolve()

  connected(): AgentRef[] {
    return this.present ? [{ company: COMPANY, connection: CONNECTION }] : []
  }

  send(_to: AgentRef, message: ToAgent): boolean {
    if (!this.present) return false
    if (message.type === 'ack') this.acks.push(message.opKey)
    else if (message.type !== 'export') this.others.push(message)
    else {
      this.commands.push(message)
      const outcome = this.answer(message)
      if (outcome)
        void this.say({ type: 'started', opKey: message.opKey, epoch: message.epoch }, reply(message, outcome))
    }
    return true
  }

  /** In order, each kept before the next one is said. */
  say(...messages: ToServer[]): Promise<void> {
    for (const message of messages) {
      this.#talk = this.#talk.then(() => this.handler?.message({ company: COMPANY, connection: CONNECTION }, message))
    }
    return this.#talk
  }

  carryOut(command: ExportCommand): Outcome {
    const before = readBack(command.probes, this.#found(command))
    if (command.mode === 'import' && before.verdict === 'ABSENT')
      this.books.set(command.marker, command.probes[0]!.rows)
    const after = readBack(command.probes, this.#found(command))
    if (after.verdict === 'EXACT') return { result: 'APPLIED', readBack: after }
    if (after.verdict === 'ABSENT') return { result: 'ABSENT', readBack: after, because: 'no-run' }
    return { result: after.verdict, readBack: after }
  }

  refuse(command: ExportCommand, sentence: string): Outcome {
    return {
      result: 'REFUSED',
      readBack: readBack(command.probes, this.#found(command)),
      report: sentence,
      rejections: '',
      sentences: [sentence],
    }
  }

  /** Until the agent has said all and the worker has done all. */
  async quiet(pipeline: Pipeline): Promise<void> {
    for (let before = -1; before !== this.commands.length; ) {
      before = this.commands.length
      await pipeline.worker.settle()
      await this.#talk
      await pipeline.worker.settle()
    }
  }

  #found(command: ExportCommand): FoundRow[] {
    return (this.books.get(command.marker) ?? []).map((values) => ({ probe: 0, table: 'ORDERS', values }))
  }
}

export function reply(command: ExportCommand, outcome: Outcome): ToServer {
  return { type: 'outcome', opKey: command.opKey, epoch: command.epoch, payloadHash: command.payloadHash, outcome }
}

export interface Kit {
  db: Db
  url: string
  clock: ReturnType<typeof handClock>
  agent: PretendAgent
  pipeline: Pipeline
  /** An order with the next free id. */
  order(given?: { title?: string; amount?: string; needs?: ItemId; part?: ItemId }): Promise<ItemId>
  part(title?: string): Promise<ItemId>
  edit(kind: string, item: ItemId, title: string): Promise<void>
  /** Runs a move in its own transaction. */
  move<T>(work: (by: Mover) => Promise<T>, item: ItemId, actor?: UserId, kind?: string): Promise<T>
  opState(item: ItemId, kind?: string): Promise<string | undefined>
  /** As the owner, past every wall. */
  owner(statement: string): Promise<pg.QueryResult>
}

/** One database, one pipeline, one agent for a test file. The worker is not started: tests make its passes. */
export function pipelineKit(extra: { entities?: Entity[]; connector?: Partial<Connector> } = {}): Kit {
  const clock = handClock('2026-11-23T09:00:00Z')
  const agent = new PretendAgent()
  const kit = { clock, agent } as Kit
  let database: TestDatabase
  let next = 5000
  beforeAll(async () => {
    database = await testDatabase({ poolSize: 10 })
    kit.db = database.db
    kit.url = database.url
    kit.owner = (statement) => asOwner(database.url, statement)
    await kit.owner(TABLES)
    const registry = buildRegistry(
      [madeUp('order'), madeUp('part', { auto: true, fields: [] }), ...(extra.entities ?? [])],
      [{ ...connector, ...extra.connector }],
    )
    kit.pipeline = createPipeline({
      db: database.db,
      line: agent,
      registry,
      clock,
      log: createLog('error', { write: (line) => console.error(line) }),
      secret: 'of the tests',
      rules: { ...RULES },
    })
    agent.handler = kit.pipeline.handler
  })
  afterAll(() => database.drop())

  const insert = async (
    kind: string,
    given: { title?: string; amount?: string; needs?: ItemId; part?: ItemId },
  ): Promise<ItemId> => {
    const id = ++next as ItemId
    await kit.db.company(COMPANY, (sql) =>
      sql.run(
        'insert into made_up (company_id, kind, id, title, amount, needs, part) values ($1, $2, $3, $4, $5, $6, $7)',
        [
          COMPANY,
          kind,
          id,
          given.title ?? `${kind} ${id}`,
          given.amount ?? '100.00',
          given.needs ?? null,
          given.part ?? null,
        ],
      ),
    )
    return id
  }
  kit.order = (given = {}) => insert('order', given)
  kit.part = (title) => insert('part', title === undefined ? {} : { title })
  kit.edit = async (kind, item, title) => {
    await kit.db.company(COMPANY, (sql) =>
      sql.run('update made_up set title = $4, rev = rev + 1 where company_id = $1 and kind = $2 and id = $3', [
        COMPANY,
        kind,
        item,
        title,
      ]),
    )
  }
  kit.move = (work, item, actor = ANN, kind = 'order') =>
    kit.db.company(COMPANY, (sql) => work({ hub: kit.pipeline.hub, sql, company: COMPANY, actor, kind, item }))
  kit.opState = async (item, kind = 'order') => {
    const found = await kit.owner(
      `select state from erp_op where kind = '${kind}' and item_id = ${item} order by intent_no desc limit 1`,
    )
    return (found.rows[0] as { state: string } | undefined)?.state
  }
  return kit
}

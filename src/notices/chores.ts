/** What notices do by themselves: read on in the history, look after the agents, make the summaries of the day, send the mails. */
import { membersOnce, membersWho } from '../access/store-members.ts'
import type { Teller } from '../erp/entity.ts'
import type { CompanyId } from '../ids.ts'
import { startChore } from '../platform/chore.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Sql } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Mailer } from '../platform/mail.ts'
import { draftsOf, type Reading } from './chores-history.ts'
import { sendMails } from './chores-mail.ts'
import { CONNECTION, type Draft } from './model.ts'
import { tell } from './store.ts'
import { companiesWithNews, type News, readOn } from './store-history.ts'
import { sweepNotices } from './store-mail.ts'
import { type Contact, changedContacts, makeSummaries, noteContact } from './store-summary.ts'

export interface NoticeOptions {
  db: Db
  clock: Clock
  log: Log
  teller: Teller
  /** Undefined: notices stand in the pages only. */
  mailer: Mailer | undefined
  /** The address people type; mails link to it. */
  publicUrl: string | undefined
}

const NEWS_MS = 2_000
const MAILS_MS = 2_000
const DAILY_MS = 30_000
const SWEEP_MS = 3_600_000
/** An agent says something every half minute; so long may it be away before anybody is told. */
export const SILENT_MS = 15 * 60_000

export interface Notices {
  /** Does everything that is due: for tests. */
  settle(): Promise<void>
  stop(): Promise<void>
}

/** `byThemselves` false: nothing happens unless `settle` is called. */
export async function startNotices(options: NoticeOptions, byThemselves = true): Promise<Notices> {
  const { db, log, clock } = options
  const every = (ms: number) => (byThemselves ? ms : 0)
  const startedAt = clock.now()
  const news = startChore({ name: 'notices', everyMs: every(NEWS_MS), log, work: () => readNews(options) })
  const daily = startChore({
    name: 'daily notices',
    everyMs: every(DAILY_MS),
    log,
    work: () => look(options, startedAt),
  })
  const mails = startChore({ name: 'mails', everyMs: every(MAILS_MS), log, work: () => sendMails(options) })
  const sweep = startChore({
    name: 'old notices',
    everyMs: every(SWEEP_MS),
    log,
    work: () => db.system((sql) => sweepNotices(sql, clock.now())),
  })
  const chores = [news, daily, mails, sweep]
  const stopListening = byThemselves
    ? await db.listen('gusset_live', ({ topic }) => (topic === 'notices' ? undefined : news.wake()))
    : undefined
  return {
    settle: async () => {
      for (const each of chores) await each.settle()
    },
    stop: async () => {
      await stopListening?.()
      for (const each of chores) await each.stop()
    },
  }
}

async function readNews(options: NoticeOptions): Promise<void> {
  for (const { company_id } of await options.db.system(companiesWithNews)) {
    while (await options.db.company(company_id, (sql) => readSome(options, sql, company_id)));
  }
}

/** The cursor moves in the transaction that writes the notices: a row is told once, whatever dies in between. @returns whether there is more */
async function readSome(options: NoticeOptions, sql: Sql, company: CompanyId): Promise<boolean> {
  const { clock, teller, mailer } = options
  const { news, more } = await readOn(sql, company)
  const reading: Reading = { sql, company, clock, teller, members: membersOnce(sql, company) }
  const drafts: Draft[] = []
  for (const each of news) drafts.push(...(await draftsAlone(options, reading, each)))
  await tell(sql, company, clock.now(), drafts, mailer !== undefined)
  return more
}

/** An item that cannot be told of must not stop the others. */
async function draftsAlone({ log }: NoticeOptions, reading: Reading, news: News): Promise<Draft[]> {
  const { sql, company } = reading
  await sql.run('savepoint one_row')
  try {
    const drafts = await draftsOf(reading, news)
    await sql.run('release savepoint one_row')
    return drafts
  } catch (error) {
    await sql.run('rollback to savepoint one_row')
    reading.members = membersOnce(sql, company)
    log.error({ err: error, company, seq: news.seq }, 'A row of the history could not be told of; it is passed over.')
    return []
  }
}

async function look(options: NoticeOptions, startedAt: Date): Promise<void> {
  const { db, clock, mailer } = options
  const now = clock.now()
  // A server that was away itself gives the agents time to come back.
  if (now.getTime() - startedAt.getTime() >= SILENT_MS) {
    const contacts = await db.system((sql) => changedContacts(sql, new Date(now.getTime() - SILENT_MS)))
    for (const contact of contacts) await db.company(contact.company_id, (sql) => tellOfAgent(options, sql, contact))
  }
  if (!mailer) return
  const companies = await db.system((sql) => sql.query<{ id: CompanyId }>('select id from company where is_active'))
  for (const { id } of companies) await db.company(id, (sql) => makeSummaries(sql, id, clock))
}

async function tellOfAgent({ clock, mailer }: NoticeOptions, sql: Sql, contact: Contact): Promise<void> {
  const { company_id: company, connection_id, name, silent } = contact
  if (!(await noteContact(sql, contact))) return
  const people = await membersWho(sql, company, [{ action: 'manage-connection' }], undefined)
  const minutes = SILENT_MS / 60_000
  const draft: Draft = {
    event: 'agent',
    kind: CONNECTION,
    item: connection_id,
    project: undefined,
    title: silent ? `The agent of “${name}” is silent` : `The agent of “${name}” is back`,
    text: silent
      ? `Nothing was heard from it for ${minutes} minutes. Nothing is lost; nothing is exported until it is back. See that the machine beside the ERP runs and reaches this server.`
      : 'Exports and imports go on where they stopped.',
    path: `/companies/${company}/erp/connection`,
    at: clock.now(),
    to: people.map((each) => each.id),
  }
  await tell(sql, company, clock.now(), [draft], mailer !== undefined)
}

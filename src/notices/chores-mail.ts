/** Sends what is due in the outbox. The mail is written and its reader's rights are asked when it goes, the server is spoken to outside any transaction. */
import { membersOnce } from '../access/store-members.ts'
import type { Sql } from '../platform/db.ts'
import { blankSecrets } from '../platform/log.ts'
import { type Mailer, willNeverGo } from '../platform/mail.ts'
import type { Gate } from '../platform/route.ts'
import type { NoticeOptions } from './chores.ts'
import { CONNECTION } from './model.ts'
import { type Letter, letterOf, written } from './model-mail.ts'
import { summaryLetter } from './model-summary.ts'
import { choicesOf } from './store.ts'
import { decisionsFor } from './store-decisions.ts'
import {
  claimMails,
  companyNamed,
  endMail,
  type MailedNotice,
  type MailRow,
  noticesOn,
  putOffMail,
  summarized,
} from './store-mail.ts'
import { silentConnections, waitingFor } from './store-summary.ts'

export async function sendMails(options: NoticeOptions): Promise<void> {
  const { db, clock, mailer, publicUrl } = options
  if (!mailer || !publicUrl) return
  for (;;) {
    const due = await db.system((sql) => claimMails(sql, clock.now()))
    if (due.length === 0) return
    for (const mail of due) await sendOne(options, mailer, publicUrl.replace(/\/$/, ''), mail)
  }
}

interface Addressed {
  letter: Letter
  to: string
  /** Notices that a summary has told. */
  told: number[]
}

async function sendOne(options: NoticeOptions, mailer: Mailer, publicUrl: string, mail: MailRow): Promise<void> {
  const { db, clock, log } = options
  const company = <T>(work: (sql: Sql) => Promise<T>) => db.company(mail.company_id, work)
  const addressed = await company((sql) => compose(options, sql, mail))
  if (!addressed) return company((sql) => endMail(sql, mail, clock.now(), 'nothing to say'))
  try {
    // The same at every try, so that a mail that went and was not noted is shown once.
    const messageId = `<${mail.id}@${new URL(publicUrl).hostname}>`
    await mailer.send({ ...written(addressed.letter, publicUrl), to: addressed.to, messageId })
  } catch (error) {
    const problem = blankSecrets((error as Error).message)
    const gone = await company(async (sql) => {
      if (!willNeverGo(error)) return putOffMail(sql, mail, clock.now(), problem)
      await endMail(sql, mail, clock.now(), 'refused', problem)
      return true
    })
    log.warn(
      { mail: mail.id, attempts: mail.attempts, problem },
      gone ? 'A mail will not be sent.' : 'A mail could not be sent; it is tried again.',
    )
    return
  }
  await company(async (sql) => {
    await summarized(sql, mail.company_id, addressed.told)
    await endMail(sql, mail, clock.now(), 'sent')
  })
}

/** Undefined: there is nothing to say, or nobody who may still read it. */
async function compose({ teller, clock }: NoticeOptions, sql: Sql, mail: MailRow): Promise<Addressed | undefined> {
  const { company_id: company, person_id: person } = mail
  const may = membersOnce(sql, company, [person])
  const [to] = await may(['signed-in'])
  if (!to) return undefined
  const about = await companyNamed(sql, company)
  const notices: MailedNotice[] = []
  for (const notice of await noticesOn(sql, mail)) {
    const gates: Gate[] =
      notice.kind === CONNECTION
        ? [{ action: 'manage-connection' }]
        : (teller.kinds.find((each) => each.kind === notice.kind)?.view ?? [])
    const [still] = await may(gates, notice.project_id ?? undefined)
    if (still) notices.push(notice)
  }
  const told = mail.summary ? notices.map((each) => each.id) : []
  if (!mail.summary)
    return notices.length > 0 ? { letter: letterOf(to, about, notices), to: to.email, told } : undefined
  const choices = await choicesOf(sql, company, [person])
  const wanted = choices(person, 'waiting').summary
  const waiting = wanted ? await waitingFor(sql, company, may, teller) : []
  const decides = choices(person, 'decide').summary
  const decisions = decides ? await decisionsFor({ sql, company, clock }, person, may, teller) : []
  const [approves] = wanted ? await may([{ action: 'view-erp-tool' }]) : []
  const silent = approves ? await silentConnections(sql, company) : []
  const letter = summaryLetter(to, about, { waiting, decisions, silent, notices })
  return letter && { letter, to: to.email, told }
}

/** Sends the reports that are due. The rights of each reader are looked at when it goes; the mail server is spoken to outside any transaction. */
import { type Member, membersWho } from '../access/store-members.ts'
import type { Teller } from '../erp/entity.ts'
import { type Chore, startChore } from '../platform/chore.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { blankSecrets, type Log } from '../platform/log.ts'
import { type Mail, type Mailer, willNeverGo } from '../platform/mail.ts'
import { reportOf } from './model.ts'
import { mailOf, questionOf } from './store-files.ts'
import { claimDue, type Due, putOff, sentSchedule } from './store-schedules.ts'

export interface SendingOptions {
  db: Db
  clock: Clock
  log: Log
  teller: Pick<Teller, 'kinds'>
  /** Undefined: schedules are kept, and wait. */
  mailer: Mailer | undefined
  /** The address people type; the mail links to the report. */
  publicUrl: string | undefined
}

const EVERY_MS = 30_000

export function startSending(options: SendingOptions, everyMs = EVERY_MS): Chore {
  return startChore({ name: 'scheduled reports', everyMs, log: options.log, work: () => sendDue(options) })
}

async function sendDue(options: SendingOptions): Promise<void> {
  const { db, clock, mailer } = options
  if (!mailer) return
  for (;;) {
    const due = await db.system((sql) => claimDue(sql, clock.now()))
    if (!due) return
    await sendOne(options, mailer, due)
  }
}

async function sendOne({ db, clock, log, teller, publicUrl }: SendingOptions, mailer: Mailer, due: Due): Promise<void> {
  const company = due.company_id
  const report = reportOf(due.project_id ? 'project' : 'company', due.report)
  const readers = report
    ? await db.company(company, (sql) =>
        membersWho(sql, company, [{ action: report.action }], due.project_id ?? undefined, due.recipients),
      )
    : []
  const ended = (to: Member[], problem: string) =>
    db.company(company, (sql) =>
      sentSchedule(
        sql,
        due,
        clock.now(),
        to.map(({ id }) => id),
        problem || null,
      ),
    )
  if (!report || readers.length === 0) return ended([], 'None of its readers may see this report any more.')
  try {
    const of = { company, project: due.project_id ?? undefined, kinds: teller.kinds }
    const asked = await db.company(company, (sql) => questionOf(sql, report, of, due.question))
    const mail = await mailOf(db, asked, due, publicUrl)
    const refused = await deliver(mailer, mail, readers, ({ id }) => messageId(due, id, publicUrl))
    const left = due.recipients.length - readers.length
    await ended(
      readers.filter((each) => !refused.includes(each)),
      [
        ...(left > 0 ? [`${left} of its readers may not see this report any more and got nothing.`] : []),
        ...refused.map(({ name }) => `The mail server refuses the address of ${name}.`),
      ].join(' '),
    )
  } catch (error) {
    const problem = blankSecrets((error as Error).message)
    log.warn(
      { schedule: due.id, attempts: due.attempts, problem },
      'A scheduled report could not be sent; it is tried again.',
    )
    await db.company(company, (sql) =>
      putOff(sql, due, clock.now(), `It could not be sent and is tried again: ${problem}`),
    )
  }
}

/** @returns whose address the mail server refuses for good; the others must not wait for them. */
async function deliver(
  mailer: Mailer,
  mail: Omit<Mail, 'to'>,
  readers: Member[],
  messageIdOf: (reader: Member) => string,
): Promise<Member[]> {
  const refused: Member[] = []
  for (const reader of readers) {
    try {
      await mailer.send({ ...mail, to: reader.email, messageId: messageIdOf(reader) })
    } catch (error) {
      if (!willNeverGo(error)) throw error
      refused.push(reader)
    }
  }
  return refused
}

/** The same at every try of a turn, so that a mail that went and was not noted is shown once. */
function messageId({ id, last_sent_at }: Due, reader: number, publicUrl: string | undefined): string {
  const host = publicUrl ? new URL(publicUrl).hostname : 'gusset.invalid'
  return `<report-${id}-${last_sent_at?.getTime() ?? 0}-${reader}@${host}>`
}

/** What a row of the history means to whom: one function for each thing that is told. */
import type { Asked } from '../access/store-members.ts'
import type { ItemSummary, Teller, ToldKind } from '../erp/entity.ts'
import type { CompanyId, ItemId, UserId } from '../ids.ts'
import type { Clock } from '../platform/clock.ts'
import type { Sql } from '../platform/db.ts'
import { deciders, type MoveNoted } from '../workflows/store.ts'
import { companyRules } from '../workflows/store-people.ts'
import { asSentence, type Draft, type EventKey, nameOf } from './model.ts'
import { commenters, findComment } from './store-comments.ts'
import { inboxFacts, type News, type OpFacts, opFacts } from './store-history.ts'

/** One batch of news in one transaction. */
export interface Reading {
  sql: Sql
  company: CompanyId
  clock: Clock
  teller: Teller
  members: Asked
}

/** A row of the history with the item it is about. */
interface About extends News {
  told: ToldKind
  summary: ItemSummary
  name: string
}

/** What people may be told of this row; empty when there is nothing, or the item is gone. */
export async function draftsOf(reading: Reading, news: News): Promise<Draft[]> {
  const { sql, clock, company, teller } = reading
  const told = teller.kinds.find((each) => each.kind === news.kind)
  const summary = told && (await teller.item({ sql, clock, company, actor: undefined }, news.kind, news.item))
  if (!summary) return []
  const about = { ...news, told, summary, name: nameOf(told.one, summary) }
  if (news.action === 'rejected') return rejected(reading, about)
  if (news.action === 'commented') return commented(reading, about)
  if (news.action.startsWith('workflow-')) return inWorkflow(reading, about)
  if (news.action.startsWith('export-')) return moved(reading, about)
  return waits(reading, about)
}

async function rejected(reading: Reading, about: About): Promise<Draft[]> {
  const inbox = await inboxFacts(reading.sql, reading.company, about.kind, about.item)
  const text = `${about.who ?? 'An approver'} rejected it: ${asSentence(about.why ?? '')} Mend it, then send it again.`
  return draft(reading, about, 'rejected', { title: `${about.name} was rejected`, text, to: [inbox?.sent_by] })
}

/** An approver is asked only while it still waits: sent straight on to the ERP, it does not. */
async function waits(reading: Reading, about: About): Promise<Draft[]> {
  const inbox = await inboxFacts(reading.sql, reading.company, about.kind, about.item)
  if (inbox?.state !== 'SENT' || !about.told.accept) return []
  const approvers = await reading.members([about.told.accept], about.summary.project)
  return draft(reading, about, 'waiting', {
    title: `${about.name} waits for an accounting approver`,
    text: `${about.who ?? 'Somebody'} sent it. Look at the records and accept or reject it.`,
    to: approvers.map((each) => each.id),
  })
}

/** Words for why a person is needed, by the core's reason. */
const REVIEWS: Record<string, string> = {
  different: 'The record in the ERP differs from what was accepted.',
  partial: 'Only a part of it stands in the ERP.',
  unverified: 'The ERP could not be read back to prove what happened.',
  unknown: 'It is not known whether it reached the ERP.',
  ghost: 'The ERP holds records of it although it was to have none.',
  frozen: 'Exports were stopped before it was finished.',
}

async function moved(reading: Reading, about: About): Promise<Draft[]> {
  const opKey = String(about.body?.op ?? '')
  const facts = await opFacts(reading.sql, reading.company, opKey)
  if (!facts) return []
  const to = [facts.sent_by]
  const erpPage = itemPath(reading.company, about)
  switch (about.body?.to) {
    case 'CONFIRMED':
      return draft(reading, about, 'synced', { title: `${about.name} is synced`, text: syncedText(facts), to })
    case 'REFUSED':
      return draft(reading, about, 'failed', {
        title: `${about.name} failed in the ERP`,
        text:
          (await reading.teller.failure(reading.sql, reading.company, opKey)) ??
          'Nothing of it is in the ERP. Open it to see why, mend it, and send it again.',
        to,
        path: erpPage,
      })
    case 'NEEDS_HUMAN':
      return draft(reading, about, 'needs-review', {
        title: `${about.name} needs review`,
        text: `${REVIEWS[facts.human_reason ?? ''] ?? 'A person must look at it.'} An accounting approver compares both sides and decides; nothing is sent until then.`,
        to,
        path: erpPage,
      })
    default:
      return []
  }
}

const syncedText = ({ erp_id }: OpFacts): string =>
  erp_id ? `It stands in the ERP as ${erp_id}, exactly as accepted.` : 'It stands in the ERP, exactly as accepted.'

/** How the history's move in a workflow is said. */
const MOVES: Record<string, string> = {
  'workflow-start': 'started',
  'workflow-approve': 'approved it in',
  'workflow-return': 'returned it in',
  'workflow-reject': 'rejected it in',
  'workflow-pass-over': 'passed over a step of',
}

/** Where a workflow ends, as whoever started it is told. */
const ENDS: { [Status in MoveNoted['status']]?: { became: string; next: string } } = {
  approved: { became: 'was approved', next: 'It may be sent to the ERP.' },
  rejected: { became: 'was rejected', next: 'Mend it, then start the workflow again.' },
  returned: { became: 'was returned to you', next: 'Mend it, then start the workflow again.' },
}

/** Whoever decides is asked only while the workflow still stands at the step that this row reached. */
async function inWorkflow(reading: Reading, about: About): Promise<Draft[]> {
  const { sql, company, clock } = reading
  const { id, workflow, startedBy, status, reached } = about.body as unknown as MoveNoted
  const why = about.why ? `: ${asSentence(about.why)}` : '.'
  const move = `${about.who ?? 'Somebody'} ${MOVES[about.action]} the workflow “${workflow}”${why}`
  if (reached)
    return draft(reading, about, 'decide', {
      title: `${about.name} waits for your decision`,
      text: `${move} Look at it and decide the step “${reached.name}”.`,
      to: await deciders(sql, company, await companyRules(sql, company, clock), { id, at: reached.at }),
    })
  const end = ENDS[status]
  if (!end) return []
  return draft(reading, about, 'decided', {
    title: `${about.name} ${end.became}`,
    text: `${move} ${end.next}`,
    to: [startedBy],
  })
}

async function commented(reading: Reading, about: About): Promise<Draft[]> {
  const { sql, company } = reading
  const comment = await findComment(sql, { company, kind: about.kind, item: about.item }, Number(about.body?.comment))
  if (!comment) return []
  const inbox = await inboxFacts(sql, company, about.kind, about.item)
  const mentioned = comment.mentions.map((each) => each.id)
  const others = [
    inbox?.sent_by,
    ...(await commenters(sql, { company, kind: about.kind, item: about.item }, comment.id)),
  ]
  const shared = { text: comment.text, path: itemPath(company, about, '?show=comments'), comment: comment.id }
  return [
    ...(await draft(reading, about, 'mention', {
      ...shared,
      title: `${comment.author.name} mentioned you on ${about.name}`,
      to: mentioned,
    })),
    ...(await draft(reading, about, 'comment', {
      ...shared,
      title: `${comment.author.name} commented on ${about.name}`,
      to: others.filter((each) => each !== undefined && !mentioned.includes(each)),
    })),
  ]
}

/** The item's page in the tool, where both sides and the comments stand. */
const itemPath = (company: CompanyId, { kind, item }: { kind: string; item: ItemId }, place = ''): string =>
  `/companies/${company}/erp/${kind}/${item}${place}`

/** Nobody is told of what they did themselves, nor of what they may not look at. */
async function draft(
  reading: Reading,
  about: About,
  event: EventKey,
  given: { title: string; text: string; to: (UserId | undefined)[]; path?: string; comment?: number },
): Promise<Draft[]> {
  const { summary, told, kind, item, at } = about
  const wanted = new Set(given.to.filter((each): each is UserId => each !== undefined && each !== about.actor))
  if (wanted.size === 0) return []
  const seeing = await reading.members(told.view, summary.project)
  const to = seeing.map((each) => each.id).filter((each) => wanted.has(each))
  if (to.length === 0) return []
  return [{ event, kind, item, project: summary.project, path: summary.path, at, ...given, to }]
}

/** Routes of the audit page: the company's history, the proof of its chain, and the whole of it as a file that an outsider can verify. */
import { z } from 'zod'
import type { CompanyId, UserId } from '../ids.ts'
import { csvLine } from '../platform/csv.ts'
import { head, verify } from '../platform/history.ts'
import { id, paging, window } from '../platform/rest.ts'
import { Download, Page, type Route, route } from '../platform/route.ts'
import { auditWords, type ChainRow, chainRows, listAudit } from './store-audit.ts'

const inCompany = z.object({ company_id: id<CompanyId>() })
const gate = { action: 'view-audit' } as const
const base = '/rest/v1.0/companies/:company_id/history'
const text = z.string().trim().max(200)
const moment = z.iso.datetime({ offset: true }).transform((each) => new Date(each))

export const auditRoutes: Route[] = [
  route({
    method: 'GET',
    path: base,
    summary: 'Who did what, when and why; the latest first',
    gate,
    params: inCompany,
    query: z.object({
      actor: id<UserId>().optional(),
      action: text.optional(),
      subject_kind: text.optional(),
      subject_id: text.optional(),
      since: moment.optional(),
      until: moment.optional(),
      sort: text.optional(),
      ...paging,
    }),
    reply: z.array(
      z.object({
        seq: z.number(),
        at: z.date(),
        actor: z.number().nullable(),
        actor_name: z.string().nullable(),
        action: z.string(),
        subject_kind: z.string(),
        subject_id: z.string(),
        why: z.string().nullable(),
        body: z.unknown(),
        hash: z.string(),
      }),
    ),
    async handler({ db, company, query }) {
      const place = { sort: query.sort, ...window(query) }
      const { rows, total } = await db.company(company, (sql) => listAudit(sql, company, query, place))
      return new Page(rows, total)
    },
  }),
  route({
    method: 'GET',
    path: `${base}/words`,
    summary: 'People, actions and kinds of subject that occur in the history',
    gate,
    params: inCompany,
    reply: z.object({
      people: z.array(z.object({ id: z.number(), name: z.string() })),
      actions: z.array(z.string()),
      subject_kinds: z.array(z.string()),
    }),
    handler: ({ db, company }) => db.company(company, (sql) => auditWords(sql, company)),
  }),
  route({
    method: 'GET',
    path: `${base}/verification`,
    summary: 'Recompute the chain of the company’s history',
    gate,
    params: inCompany,
    reply: z.object({
      ok: z.boolean(),
      rows: z.number(),
      broken: z.object({ seq: z.number(), sentence: z.string() }).optional(),
      head: z.string(),
      at: z.date(),
    }),
    handler: ({ db, clock, company }) =>
      db.company(company, async (sql) => ({
        ...(await verify(sql, company)),
        head: (await head(sql, company)).hash,
        at: clock.now(),
      })),
  }),
  route({
    method: 'GET',
    path: `${base}/file`,
    summary: 'The whole history: JSON lines with which bin/verify-history.mjs proves the chain, or CSV to read',
    gate,
    params: inCompany,
    query: z.object({ format: z.enum(['jsonl', 'csv']).default('jsonl') }),
    reply: z.instanceof(Download),
    download: true,
    async handler({ db, company, query: { format } }) {
      const end = await db.company(company, (sql) => head(sql, company))
      const rows = chainRows(db, company, end.seq)
      return format === 'csv'
        ? new Download(`history-${company}.csv`, 'text/csv; charset=utf-8', csvOf(rows))
        : new Download(`history-${company}.jsonl`, 'application/jsonl; charset=utf-8', linesOf(rows, company, end))
    },
  }),
]

/** The company's number is part of the first hash; the head closes the file, so that a cut-off end shows. */
async function* linesOf(rows: AsyncIterable<ChainRow>, company: CompanyId, end: { seq: number; hash: string }) {
  for await (const row of rows) yield `${JSON.stringify({ company, ...row })}\n`
  yield `${JSON.stringify({ company, head: end })}\n`
}

const COLUMNS = ['seq', 'at', 'actor', 'name', 'action', 'subject_kind', 'subject_id', 'why', 'body', 'prev', 'hash']

async function* csvOf(rows: AsyncIterable<ChainRow>) {
  yield csvLine(COLUMNS)
  for await (const { seq, at, actor, actor_name, body, action, subject_kind, subject_id, why, prev, hash } of rows)
    yield csvLine([
      String(seq),
      at.toISOString(),
      actor === null ? null : String(actor),
      actor_name,
      action,
      subject_kind,
      subject_id,
      why,
      body === null ? null : JSON.stringify(body),
      prev,
      hash,
    ])
}

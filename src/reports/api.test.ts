/** Each report through HTTP: who may, what narrows and groups it, that its totals are its rows' to the cent, and that both files hold what the page shows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentsOf } from '../../tests/world/contents.ts'
import { pipelineAlone, type TwoCompanies, twoCompanies } from '../../tests/world/two-companies.ts'
import { createConnection } from '../erp/connections.ts'
import { tellerOf } from '../erp/teller.ts'
import type { CompanyId, ProjectId, UserId } from '../ids.ts'
import { canonicalDecimal, isDecimal, sum } from '../platform/money.ts'
import { readSheet } from '../platform/sheet.ts'
import { unzip } from '../platform/zip.ts'
import { columnsFor, REPORTS, type Report, type ReportRow, type ReportSum, type ReportTotals, sumsUp } from './model.ts'
import { reportPieces } from './store.ts'
import { questionOf } from './store-files.ts'

let all: TwoCompanies
const UNSYNCABLE = 37
beforeAll(async () => {
  all = await twoCompanies()
  await fill()
})
afterAll(() => all.close())

/** Costs that fit no code, an export that ended in the ERP, one unlinked since, an archived vendor, a linked sub job. */
async function fill() {
  const { company, connection, project, purchaseOrder, primeChangeOrder, subJob, user } = all.ours
  await all.world.db.system(async (sql) => {
    // The example's; it holds nothing.
    await sql.run('delete from erp_connection where company_id = $1 and id <> $2', [company, connection])
    await sql.run(
      `insert into job_cost_line (company_id, connection_id, job, extra, cost_code, category, project_id)
       select $1, $2, 'J-' || n % 3, '', '09-' || n, 'M', case when n % 2 = 0 then $3::int8 end from generate_series(1, ${UNSYNCABLE}) n`,
      [company, connection, project],
    )
    await sql.run(
      `insert into direct_cost (company_id, line_id, run, sequence, transaction_type, id, direct_cost_type, accounting_date, description, vendor, amount, row_hash)
       select $1, id, 1, 1, 'AP cost', id, 'invoice', date '2026-01-01' + (id % 60)::int, '=1+' || id, 'V' || id % 4, (id * 10.01 - 100)::numeric(18,2), 1
       from job_cost_line where company_id = $1 and cost_code_id is null`,
      [company],
    )
    await sql.run(
      `insert into job_cost_summary (company_id, line_id, total_estimate, jtd_cost, jtd_units)
       select $1, id, (id * 3.33)::numeric(18,2), (id * 7.77)::numeric(18,2), id from job_cost_line where company_id = $1 and cost_code_id is null`,
      [company],
    )
    for (const [op, kind, item, erpId, wentOver] of [
      ['done-1', 'commitment', purchaseOrder, 'SC-9', '1180.40'],
      ['done-2', 'prime-change-order', primeChangeOrder, 'CO-9', null],
    ]) {
      await sql.run(
        `insert into erp_op (company_id, connection_id, op_key, marker, kind, item_id, intent_no, rev, seen_rev, document, rendering, payload_sha256, answers, sent_by, approved_by, created_at, changed_at, state, amount)
         values ($1, $2, $3, $3, $4, $5, 2, 1, 1, '{}', '{"files":[],"probes":[],"shown":[]}', 'x', '{}', $6, $6, '2026-03-02T05:00Z', '2026-03-02T05:00Z', 'QUEUED', $7)`,
        [company, connection, op, kind, item, user, wentOver],
      )
      await sql.run(`update erp_op set state = 'CONFIRMED' where company_id = $1 and op_key = $2`, [company, op])
      await sql.run(
        `insert into erp_op_event (company_id, op_key, at, from_state, to_state, epoch, sentence) values ($1, $2, '2026-03-02T06:30Z', 'RUNNING', 'CONFIRMED', 1, 'There.')`,
        [company, op],
      )
      await sql.run(
        `insert into erp_summary (company_id, kind, item_id, project_id, project_name, number, title, amount, path) values ($1, $2, $3, $4, 'Tower ours', '7', 'Paving', 1250.10, '/')
         on conflict (company_id, kind, item_id) do update set amount = excluded.amount, project_id = excluded.project_id, project_name = excluded.project_name`,
        [company, kind, item, project],
      )
      if (op === 'done-1')
        await sql.run(
          'insert into erp_link (company_id, kind, item_id, connection_id, erp_id, op_key) values ($1, $2, $3, $4, $5, $6)',
          [...[company, kind, item, connection, erpId, op]],
        )
      else
        await sql.run(
          `insert into erp_unlink_log (company_id, kind, item_id, connection_id, erp_id, op_key, linked_at, unlinked_at, unlinked_by) values ($1, $2, $3, $4, $5, $6, now(), '2026-03-05T12:00Z', $7)`,
          [company, kind, item, connection, erpId, op, user],
        )
    }
    await sql.run(
      `insert into erp_staged (company_id, connection_id, kind, erp_id, title, data, content_hash, state, first_seen_at, changed_at, moved_by)
       values ($1, $2, 'company', 'OLD', 'Old Paving', '{"city":"Oakland","state":"CA"}', 1, 'archived', now(), now(), $3)`,
      [company, connection, user],
    )
    await sql.run(
      `insert into erp_link (company_id, kind, item_id, connection_id, erp_id, linked_by) values ($1, 'sub-job', $2, $3, 'T-1 A1', $4)`,
      [company, subJob, connection, user],
    )
  })
}

const pathOf = ({ scope, key }: Pick<Report, 'scope' | 'key'>) =>
  scope === 'company'
    ? `/rest/v1.0/companies/${all.ours.company}/reports/${key}`
    : `/rest/v1.0/projects/${all.ours.project}/reports/${key}`

async function ask(url: string, headers = all.admin) {
  const reply = await all.app.inject({ url, headers: { ...headers, 'procore-company-id': String(all.ours.company) } })
  return { status: reply.statusCode, total: Number(reply.headers.total), body: reply.body, raw: reply.rawPayload }
}
const rowsOf = async (report: Pick<Report, 'scope' | 'key'>, query = '') => {
  const answer = await ask(`${pathOf(report)}?per_page=2000&${query}`)
  expect(answer.status, answer.body).toBe(200)
  return JSON.parse(answer.body) as ReportRow[]
}
const totalsOf = async (report: Pick<Report, 'scope' | 'key'>, query = '') =>
  JSON.parse((await ask(`${pathOf(report)}/totals?${query}`)).body) as ReportTotals

const EXPECTED: Record<string, number> = {
  'company accountant': 2,
  'company job_costs': UNSYNCABLE + 1,
  'company unsyncable_direct_costs': UNSYNCABLE,
  'company archived_companies': 1,
  'company synced_sub_jobs': 1,
  'project job_costs': Math.floor(UNSYNCABLE / 2) + 1,
  'project unsyncable_direct_costs': Math.floor(UNSYNCABLE / 2),
}

const ofOneFile = REPORTS.map((report) => ({ ...report, columns: columnsFor(report, false) }))

describe.each(ofOneFile.map((report) => [`${report.scope} ${report.key}`, report] as const))('%s', (name, report) => {
  it('has its rows, and its totals are theirs to the cent', async () => {
    const rows = await rowsOf(report)
    expect(rows).toHaveLength(EXPECTED[name] ?? -1)
    const { rows: count, sums } = await totalsOf(report)
    expect(count).toBe(rows.length)
    for (const { key } of report.columns.filter(sumsUp))
      expect(sums[key], key).toBe(sum(rows.map((row) => row[key] ?? '0.00')))
  })

  it('groups by each of its grouping columns, rows together and subtotals as their sums', async () => {
    for (const { key: column } of report.columns.filter((each) => each.groups)) {
      const rows = await rowsOf(report, `group_by=${column}`)
      const { groups } = await totalsOf(report, `group_by=${column}`)
      expect(groups.flatMap(({ value, rows: count }) => Array(count).fill(value))).toEqual(
        rows.map((row) => row[column]),
      )
      for (const { value, sums } of groups)
        for (const { key } of report.columns.filter(sumsUp)) {
          const theirs = rows.filter((row) => row[column] === value).map((row) => row[key] ?? '0.00')
          expect(sums[key]).toBe(sum(theirs))
        }
      const narrowed = await rowsOf(report, `filters[${column}]=${encodeURIComponent(groups[0]?.value ?? '')}`)
      expect(narrowed).toHaveLength(groups[0]?.rows ?? -1)
    }
  })

  it('is read piece by piece in the order of the page, whatever it is sorted by', async () => {
    const { kinds } = tellerOf(pipelineAlone(all.world.db).hub.registry)
    const of = { company: all.ours.company as CompanyId, project: all.ours.project as ProjectId, kinds }
    for (const { key } of report.columns)
      for (const sort of [key, `-${key}`]) {
        const group = report.columns.find((each) => each.groups)?.key
        const address = { sort, ...(sort === key ? { group_by: group } : {}) }
        const asked = await all.world.db.company(of.company, (sql) => questionOf(sql, report, of, address))
        const pieces: (string | null)[][] = []
        for await (const piece of reportPieces(all.world.db, asked, 7)) pieces.push(...piece)
        const rows = await rowsOf(report, `sort=${sort}${sort === key ? `&group_by=${group}` : ''}`)
        const texts = (row: ReportRow) => report.columns.map((each) => (each.type === 'moment' ? '' : row[each.key]))
        const found = pieces.map((cells) =>
          cells.map((cell, at) => (report.columns[at]?.type === 'moment' ? '' : cell)),
        )
        expect(found, sort).toEqual(rows.map(texts))
      }
  })

  it('downloads as CSV and Excel, in the order of the page', async () => {
    const rows = await rowsOf(report, `sort=-${report.columns[0]?.key}`)
    for (const format of ['csv', 'xlsx']) {
      const { raw } = await ask(`${pathOf(report)}/download?format=${format}&sort=-${report.columns[0]?.key}`)
      const read = readSheet(format === 'csv' ? { csv: raw.toString('utf8') } : { xlsx: raw })
      expect(read.fields).toEqual(report.columns.map(fieldOf))
      expect(read.rows).toHaveLength(rows.length + 1)
      const texts = report.columns.filter(({ type }) => type === 'text')
      for (const [at, row] of rows.entries())
        for (const column of texts) expect(read.rows[at]?.cells[fieldOf(column)]).toBe(row[column.key])
      expect(plainly(read.rows.at(-1)?.cells)).toEqual(totalCells(report, 'Total', await totalsOf(report)))
    }
  })

  it('downloads grouped: the heading of each group, its rows, its totals, and at the end what all come to', async () => {
    for (const { key, label } of report.columns.filter((each) => each.groups)) {
      const totals = await totalsOf(report, `group_by=${key}`)
      for (const format of ['csv', 'xlsx']) {
        const { raw } = await ask(`${pathOf(report)}/download?format=${format}&group_by=${key}`)
        const lines = readSheet(format === 'csv' ? { csv: raw.toString('utf8') } : { xlsx: raw }).rows
        for (const group of totals.groups) {
          const title = `${label}: ${group.value || 'none'}`
          const [heading, ...rest] = lines.splice(0, group.rows + 2).map(({ cells }) => cells)
          expect(Object.values(heading ?? {}).filter(Boolean)).toEqual([title])
          expect(plainly(rest.at(-1))).toEqual(totalCells(report, `Total of ${title}`, group))
          for (const row of rest.slice(0, -1)) expect(row[fieldOf({ label })]).toBe(group.value)
        }
        expect(lines).toHaveLength(1)
        expect(plainly(lines[0]?.cells)).toEqual(totalCells(report, 'Total', totals))
      }
    }
  })
})

const fieldOf = ({ label }: { label: string }) => label.toLowerCase().replaceAll(' ', '_')

/** The line of a file that says what rows come to. */
function totalCells({ columns }: Report, of: string, { rows, sums }: ReportSum): Record<string, string> {
  const [first, ...others] = columns
  const words = `${of}, ${rows} ${rows === 1 ? 'row' : 'rows'}`
  const figures = others.map((column) => [fieldOf(column), sums[column.key] ?? ''])
  return plainly({ [fieldOf(first ?? { label: '' })]: words, ...Object.fromEntries(figures) })
}

/** A number of Excel is read without its last zeros. */
const plainly = (cells: Record<string, string> = {}) =>
  Object.fromEntries(
    Object.entries(cells).map(([field, text]) => [field, isDecimal(text) ? canonicalDecimal(text) : text]),
  )

describe('the accountant report', () => {
  const accountant = { scope: 'company', key: 'accountant' } as const
  it('says what went over, when, by whom, with what ERP ID, and what was unlinked since', async () => {
    expect(await rowsOf(accountant, 'sort=kind')).toMatchObject([
      {
        kind: 'Commitment',
        erp_id: 'SC-9',
        accepted_by: 'Member ours',
        amount: '1180.40',
        project: 'Tower ours',
        unlinked_at: null,
      },
      {
        kind: 'Prime contract change order',
        erp_id: 'CO-9',
        synced_at: '2026-03-02 06:30:00+00',
        unlinked_at: '2026-03-05 12:00:00+00',
      },
    ])
  })
  it('shows the amount that went over, not what the item comes to now; the present one where only that is known', async () => {
    const rows = await rowsOf(accountant, 'sort=kind')
    expect(rows.map(({ amount }) => amount)).toEqual(['1180.40', '1250.10'])
  })
  it('is narrowed by days of the company’s own calendar', async () => {
    const { time_zone } = await all.world.db.system((sql) =>
      sql.one<{ time_zone: string }>('select time_zone from company where id = $1', [all.ours.company]),
    )
    expect(time_zone).toBe('America/Los_Angeles')
    // 06:30 in London is the evening before in San Francisco.
    expect(await rowsOf(accountant, 'filters[synced_at_until]=2026-03-01')).toHaveLength(2)
    expect(await rowsOf(accountant, 'filters[synced_at_from]=2026-03-02')).toHaveLength(0)
    const { body } = await ask(`${pathOf(accountant)}/download?format=csv`)
    expect(body).toContain('2026-03-01 22:30')
  })
  it('shuts out whoever may not see it, in the words of the matrix, and says so in the list', async () => {
    const { status, body } = await ask(pathOf(accountant), all.reader)
    expect([status, body]).toEqual([
      403,
      expect.stringContaining('Looking at the accountant report needs Admin on ERP Integrations.'),
    ])
    expect((await ask(`${pathOf(accountant)}/download?format=csv`, all.reader)).status).toBe(403)
    const list = JSON.parse((await ask(`/rest/v1.0/companies/${all.ours.company}/reports`, all.reader)).body)
    expect(list).toHaveLength(5)
    expect(list[0]).toMatchObject({
      key: 'accountant',
      why_not: 'Looking at the accountant report needs Admin on ERP Integrations.',
    })
  })
})

describe('a report', () => {
  const unsyncable = { scope: 'company', key: 'unsyncable_direct_costs' } as const
  it('has totals that Excel can go on counting with', async () => {
    const { raw } = await ask(`${pathOf(unsyncable)}/download?format=xlsx&group_by=vendor`)
    const xml = unzip(raw, (name) => name.includes('sheet1')).get('xl/worksheets/sheet1.xml') ?? ''
    const { sums, groups } = await totalsOf(unsyncable, 'group_by=vendor')
    for (const each of [...groups.map((group) => group.sums), sums])
      expect(xml).toMatch(new RegExp(`<c r="J\\d+" s="1"><v>${each.amount}</v></c>`))
  })
  it('holds no formula in its files', async () => {
    const { body } = await ask(`${pathOf(unsyncable)}/download?format=csv`)
    expect(body).toContain(",'=1+")
    expect(body).not.toMatch(/[,"]=1/)
  })
  it('is searched as typed: a per cent sign is a per cent sign', async () => {
    expect(await rowsOf(unsyncable, 'filters[search]=%25')).toHaveLength(0)
    expect((await rowsOf(unsyncable, 'filters[search]=09-12')).length).toBe(1)
  })
  it('names what it does not know', async () => {
    for (const query of ['sort=colour', 'group_by=amount', 'filters[colour]=red', 'filters[date_from]=yesterday']) {
      const { status, body } = await ask(`${pathOf(unsyncable)}?${query}`)
      expect([query, status]).toEqual([query, 400])
      expect(body).toContain(query.split('=')[0])
    }
  })
  it('changes nothing', async () => {
    const before = await contentsOf(all.world.db)
    for (const report of REPORTS) await ask(`${pathOf(report)}/download`)
    expect(await contentsOf(all.world.db)).toEqual(before)
  })
})

describe('with two company files', () => {
  const ofCompany = REPORTS.filter(({ scope }) => scope === 'company')
  const jobCosts = { scope: 'company', key: 'job_costs' } as const
  const listed = async (): Promise<{ key: string; columns: string[] }[]> =>
    JSON.parse((await ask(`/rest/v1.0/companies/${all.ours.company}/reports`)).body)
  let before: { key: string; columns: string[] }[]
  beforeAll(async () => {
    before = await listed()
    await all.world.db.system(async (sql) => {
      const { company, connection, user, project, subJob } = all.ours
      const named = { connector: 'sage-300-cre', name: 'Hill' }
      const hill = await createConnection(sql, company as CompanyId, user as UserId, named)
      // The same IDs in the other file.
      await sql.run(
        `with line as (insert into job_cost_line (company_id, connection_id, job, extra, cost_code, category)
           values ($1, $2, 'J-1', '', '09-1', 'M') returning id),
         cost as (insert into direct_cost (company_id, line_id, run, sequence, transaction_type, id, direct_cost_type, accounting_date, amount, row_hash)
           select $1, id, 1, 1, 'AP cost', id, 'invoice', '2026-01-01', 5, 1 from line)
         insert into job_cost_summary (company_id, line_id, jtd_cost) select $1, id, 1000000 from line`,
        [company, hill],
      )
      await sql.run(
        `insert into erp_staged (company_id, connection_id, kind, erp_id, title, data, content_hash, state, first_seen_at, changed_at)
         select company_id, $2, kind, erp_id, title, data, content_hash, state, first_seen_at, changed_at from erp_staged
         where company_id = $1 and connection_id = $3 and kind = 'company' and erp_id = 'OLD'`,
        [company, hill, connection],
      )
      await sql.run(
        `insert into erp_op (company_id, connection_id, op_key, marker, kind, item_id, intent_no, rev, seen_rev, document, rendering, payload_sha256, answers, sent_by, approved_by, created_at, changed_at, state)
         select company_id, $2, 'done-3', 'done-3', 'timecards', item_id, intent_no, rev, seen_rev, document, rendering, payload_sha256, answers, sent_by, approved_by, created_at, changed_at, 'QUEUED'
         from erp_op where company_id = $1 and op_key = 'done-1'`,
        [company, hill],
      )
      await sql.run(`update erp_op set state = 'CONFIRMED' where company_id = $1 and op_key = 'done-3'`, [company])
      await sql.run(`insert into sub_job (company_id, id, project_id, code, name) values ($1, $2, $3, 'Z9', 'Wing')`, [
        ...[company, subJob + 1_000_000, project],
      ])
      await sql.run(
        `insert into erp_link (company_id, kind, item_id, connection_id, erp_id) values ($1, 'sub-job', $2, $3, 'T-1 A1')`,
        [company, subJob + 1_000_000, hill],
      )
    })
  })

  it('each report of the company names the file of every row; with one it does not', async () => {
    const after = await listed()
    for (const { key, columns } of ofCompany) {
      const keys = columns.map((each) => each.key)
      expect(after.find((each) => each.key === key)?.columns).toEqual(keys)
      expect(before.find((each) => each.key === key)?.columns).toEqual(keys.filter((each) => each !== 'company_file'))
    }
  })

  it('each is narrowed to a file, grouped by it, and has it in its files', async () => {
    for (const report of ofCompany) {
      const { groups } = await totalsOf(report, 'group_by=company_file')
      expect(groups.map(({ value, rows }) => [value, rows])).toEqual([
        ['Hill', 1],
        ['ours', EXPECTED[`company ${report.key}`]],
      ])
      expect(await rowsOf(report, 'filters[company_file]=Hill')).toMatchObject([{ company_file: 'Hill' }])
      const { body } = await ask(`${pathOf(report)}/download?format=csv&group_by=company_file`)
      expect(readSheet({ csv: body }).rows[1]?.cells.company_file).toBe('Hill')
    }
  })

  it('no group sums the books of both, in the page and in its files', async () => {
    const { groups } = await totalsOf(jobCosts, 'group_by=job')
    expect(groups.map(({ company_file, value }) => [company_file, value])).toEqual([
      ['Hill', 'J-1'],
      ...['J', 'J-0', 'J-1', 'J-2'].map((job) => ['ours', job]),
    ])
    expect(groups[0]).toMatchObject({ rows: 1, sums: { jtd_cost: '1000000.00' } })
    const rows = await rowsOf(jobCosts, 'group_by=job')
    expect(groups.flatMap((each) => Array(each.rows).fill([each.company_file, each.value]))).toEqual(
      rows.map((row) => [row.company_file, row.job]),
    )
    const { body } = await ask(`${pathOf(jobCosts)}/download?format=csv&group_by=job`)
    const titles = readSheet({ csv: body }).rows.map(({ cells }) => cells.job ?? '')
    expect(titles.filter((each) => each.startsWith('Job: J-1'))).toEqual(['Job: J-1 in Hill', 'Job: J-1 in ours'])
  })

  it('the accountant’s items are called what their own pages call them', async () => {
    const rows = await rowsOf({ scope: 'company', key: 'accountant' }, 'filters[kind]=Timesheet')
    expect(rows).toMatchObject([{ kind: 'Timesheet', company_file: 'Hill' }])
  })

  it('a row that fits nothing says in which file its job is', async () => {
    const { body } = await ask(`/rest/v1.0/companies/${all.ours.company}/unsyncable_direct_costs?sort=file`)
    const [first, second] = JSON.parse(body)
    expect(first).toMatchObject({ job: 'J-1', amount: '5.00' })
    expect(first.connection_id).not.toBe(all.ours.connection)
    expect(second.connection_id).toBe(all.ours.connection)
  })
})

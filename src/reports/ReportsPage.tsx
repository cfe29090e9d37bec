/** The reports of the company or of a project. One that the person may not see stays in the list and says what it takes. */
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useParam, usePath } from '../web/router.tsx'
import { type Listed, useReportsPath } from './ReportFilters.tsx'
import { Schedules } from './Schedules.tsx'

export default function ReportsPage() {
  const company = useParam('company')
  const project = useParam('project')
  const path = usePath()
  const list = useGet<Listed[]>(useReportsPath(), company)
  const charts = project
    ? {
        to: `${path}/cost-over-time`,
        title: 'Cost over time',
        about: 'Budget, committed and cost of this project, month by month.',
      }
    : {
        to: `${path}/queue`,
        title: 'Queue and sync lag',
        about: 'How long items wait for the accounting system, and how old what was read from it is.',
      }
  return (
    <>
      <PageHead
        title="Reports"
        about="Each filters, groups, totals, prints, downloads and can be sent on a schedule."
      />
      <Loaded query={list}>
        {(reports) => (
          <ul className="list report-list">
            {reports.map(({ key, title, about, why_not }) => (
              <li key={key} className="panel">
                {why_not ? <strong className="muted">{title}</strong> : <Link to={`${path}/${key}`}>{title}</Link>}
                <div className="muted">{about}</div>
                {why_not ? <div>{why_not}</div> : null}
              </li>
            ))}
            <li className="panel">
              <Link to={charts.to}>{charts.title}</Link>
              <div className="muted">{charts.about}</div>
            </li>
          </ul>
        )}
      </Loaded>
      <Schedules />
    </>
  )
}

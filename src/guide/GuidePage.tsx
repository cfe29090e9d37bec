/** The nine workflows as drawings, each step lit by how far the company or the project is, each a link to where it is done (UX-1). */
import { Icon, type IconName } from '../web/icons.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { type Facts, FLOWS, type Flow, type Lane, type Step } from './model.ts'
import { type Light, standingOf } from './rules.ts'

export default function GuidePage() {
  const [company, project] = [useParam('company'), useParam('project')]
  const path = project
    ? `/rest/v1.0/projects/${project}/workflow_guide?company_id=${company}`
    : `/rest/v1.0/companies/${company}/workflow_guide`
  const facts = useGet<Facts>(path, company)
  return (
    <>
      <PageHead
        title="Guide: the workflows, step by step"
        about={
          project
            ? 'How this project goes to the ERP and comes back. Each step says what stands there, and leads there.'
            : 'How the company and its projects go to the ERP and come back. Each step says what stands there, and leads there.'
        }
      />
      <Loaded query={facts}>
        {(counts) => (
          <>
            {FLOWS.map((flow) => (
              <FlowPanel key={flow.key} flow={flow} facts={counts} />
            ))}
          </>
        )}
      </Loaded>
    </>
  )
}

function FlowPanel({ flow, facts }: { flow: Flow; facts: Facts }) {
  return (
    <section className="panel stack" aria-labelledby={flow.key}>
      <h2 id={flow.key} style={{ margin: 0 }}>
        {flow.title}
      </h2>
      <p className="muted" style={{ margin: 0 }}>
        {flow.rule}
      </p>
      {flow.lanes.map((lane) => (
        <LaneOf key={lane.title} lane={lane} facts={facts} titled={flow.lanes.length > 1} />
      ))}
    </section>
  )
}

function LaneOf({ lane, facts, titled }: { lane: Lane; facts: Facts; titled: boolean }) {
  return (
    <div>
      {titled ? <h3>{lane.title}</h3> : null}
      <ol className="flow" aria-label={lane.title}>
        {lane.steps.map((step) => (
          <StepOf key={step.label} step={step} facts={facts} />
        ))}
      </ol>
    </div>
  )
}

const LIGHTS: Record<Light, { colour: string; icon: IconName }> = {
  trouble: { colour: 'violet', icon: 'warning' },
  here: { colour: 'blue', icon: 'clock' },
  done: { colour: 'green', icon: 'check' },
  dark: { colour: 'grey', icon: 'dot' },
}

function StepOf({ step, facts }: { step: Step; facts: Facts }) {
  const [company, project] = [useParam('company'), useParam('project')]
  const { light, words } = standingOf(step, facts)
  const { colour, icon } = LIGHTS[light]
  return (
    <li>
      <Link to={addressOf(step, company, project)} className={`flow-step ${light}`}>
        <strong>{step.label}</strong>
        <span className="muted">{step.who}</span>
        <span className={`chip ${colour}`}>
          <Icon name={icon} size={12} />
          {words}
        </span>
      </Link>
    </li>
  )
}

function addressOf({ of, to }: Step, company: string, project: string): string {
  const base = `/companies/${company}`
  if (of === 'company') return `${base}/${to}`
  if (project === '') return `${base}/projects`
  return to === '' ? `${base}/projects/${project}` : `${base}/projects/${project}/${to}`
}

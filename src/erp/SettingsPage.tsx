/** The tool's settings on one page: what each does, its default, who changed it last (CFG-3, CFG-5 to CFG-12), and when the ERP is read (CFG-1). */
import { Checkbox, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import { Ago } from '../web/Time.tsx'
import { type ConnectionInfo, erpPath } from './ErpData.tsx'
import { Schedule } from './Schedule.tsx'
import { ToolTabs } from './ToolTabs.tsx'

interface ShownSetting {
  key: string
  group: string
  label: string
  help: string
  choices: { value: string; label: string }[] | null
  value: boolean | string
  initially: boolean | string
  set_by: string | null
  set_at: string | null
  why_not: string | null
}

interface ProjectSetting {
  key: string
  group: string
  label: string
  help: string
  initially: boolean
  projects: { id: number; name: string; path: string }[]
}

export default function SettingsPage() {
  const company = useParam('company')
  const settings = useGet<ShownSetting[]>(`${erpPath(company)}/settings`, company)
  const perProject = useGet<ProjectSetting[]>(`${erpPath(company)}/project_settings`, company)
  const connections = useGet<ConnectionInfo[]>(`${erpPath(company)}/connections`, company)
  return (
    <>
      <PageHead title="Settings" about="Each takes effect when it is changed." />
      <ToolTabs />
      <Loaded query={settings}>
        {(list) => (
          <div className="columns">
            {[...new Set(list.map((each) => each.group))].map((group) => (
              <section key={group} className="panel stack" aria-label={group}>
                <h2>{group}</h2>
                {list
                  .filter((each) => each.group === group)
                  .map((each) => (
                    <Setting key={each.key} setting={each} />
                  ))}
                {perProject.data
                  ?.filter((each) => each.group === group)
                  .map((each) => (
                    <OfProjects key={each.key} setting={each} />
                  ))}
              </section>
            ))}
          </div>
        )}
      </Loaded>
      <Loaded query={connections}>
        {(list) => list.map((connection) => <Schedule key={connection.id} connection={connection} />)}
      </Loaded>
    </>
  )
}

function Setting({ setting }: { setting: ShownSetting }) {
  const company = useParam('company')
  const change = useChange(company)
  const { key, label, help, choices, value, why_not } = setting
  const path = `${erpPath(company)}/settings/${key}`
  // Until what the server says then is here.
  const [chosen, setChosen] = useState<boolean | string>()
  const shown = chosen ?? value
  const set = (next: boolean | string) => {
    setChosen(next)
    change.mutate({ path, method: 'PUT', body: { value: next } }, { onSettled: () => setChosen(undefined) })
  }
  const shared = {
    size: 'xs',
    label,
    description: why_not ? `${help} ${why_not}` : help,
    disabled: why_not !== null || change.isPending,
  } as const
  const why = why_not ?? (value === setting.initially ? 'It stands at its default.' : undefined)
  return (
    <div>
      {choices ? (
        <NativeSelect
          {...shared}
          maw={420}
          value={String(shown)}
          data={choices}
          onChange={(event) => set(event.currentTarget.value)}
        />
      ) : (
        <Checkbox {...shared} checked={shown === true} onChange={(event) => set(event.currentTarget.checked)} />
      )}
      <div className="row">
        <span className="muted grow">
          Default: {wordOf(setting)}. <LastChange setting={setting} />
        </span>
        <ActionButton size="compact-sm" why={why} onClick={() => change.mutate({ path, method: 'DELETE' })}>
          Reset to default
        </ActionButton>
      </div>
      <Refusals error={change.error} />
    </div>
  )
}

function wordOf({ choices, initially }: ShownSetting): string {
  if (typeof initially === 'boolean') return initially ? 'on' : 'off'
  const label = choices?.find((each) => each.value === initially)?.label ?? initially
  return `“${label}”`
}

function LastChange({ setting: { set_at, set_by } }: { setting: ShownSetting }) {
  if (!set_at) return <>Never changed.</>
  return (
    <>
      Changed <Ago at={set_at} /> by {set_by ?? 'the system'}.
    </>
  )
}

/** More projects than these are only counted. */
const NAMED = 20

/** A switch of each project: where it is on, and the way there. */
function OfProjects({ setting: { label, help, initially, projects } }: { setting: ProjectSetting }) {
  const company = useParam('company')
  return (
    <div>
      <strong>{label}</strong>
      <p className="muted">
        {help} Set for each project on the project’s own page. Default: {initially ? 'on' : 'off'}.
      </p>
      {projects.length === 0 ? (
        <span>On in no project.</span>
      ) : (
        <span>
          On in{' '}
          {projects.slice(0, NAMED).map((each, at) => (
            <span key={each.id}>
              {at > 0 ? ', ' : ''}
              <Link to={`/companies/${company}${each.path}`}>{each.name}</Link>
            </span>
          ))}
          {projects.length > NAMED ? ` and ${projects.length - NAMED} more` : ''}.
        </span>
      )}
    </div>
  )
}

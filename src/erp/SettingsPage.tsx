/** The tool's settings and how often it reads from the ERP (CFG-1, CFG-3, CFG-5 to CFG-8). Each takes effect when it is changed. */
import { Checkbox, NativeSelect } from '@mantine/core'
import { Loaded } from '../web/Loaded.tsx'
import { Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { useWhyNot } from '../web/session.ts'
import { type ConnectionInfo, erpPath, type FeedInfo } from './ErpData.tsx'
import { everyWords } from './FeedLine.tsx'
import { ToolTabs } from './ToolTabs.tsx'

interface ShownSetting {
  key: string
  label: string
  help: string
  choices: { value: string; label: string }[] | null
  value: boolean | string
  why_not: string | null
}

export default function SettingsPage() {
  const company = useParam('company')
  const settings = useGet<ShownSetting[]>(`${erpPath(company)}/settings`, company)
  const connections = useGet<ConnectionInfo[]>(`${erpPath(company)}/connections`, company)
  return (
    <>
      <PageHead title="Settings" />
      <ToolTabs />
      <section className="panel stack" aria-label="Settings">
        <Loaded query={settings}>{(list) => list.map((each) => <Setting key={each.key} setting={each} />)}</Loaded>
      </section>
      <Loaded query={connections}>
        {(list) =>
          list.map((connection) => (
            <section key={connection.id} className="panel stack" aria-label={`Schedule of ${connection.name}`}>
              <h2>{connection.name}: how often it is read</h2>
              <div className="field-grid">
                {connection.feeds.map((feed) => (
                  <Schedule key={feed.feed} connection={connection.id} feed={feed} />
                ))}
              </div>
            </section>
          ))
        }
      </Loaded>
    </>
  )
}

function Setting({ setting }: { setting: ShownSetting }) {
  const company = useParam('company')
  const change = useChange(company)
  const { key, label, help, choices, value, why_not } = setting
  const set = (next: boolean | string) =>
    change.mutate({ path: `${erpPath(company)}/settings/${key}`, method: 'PUT', body: { value: next } })
  // While the server is asked, the box shows what was chosen, not what was.
  const chosen = change.isPending ? (change.variables.body as { value: boolean | string }).value : value
  const shared = {
    size: 'xs',
    label,
    description: why_not ? `${help} ${why_not}` : help,
    disabled: why_not !== null || change.isPending,
  } as const
  return (
    <>
      {choices ? (
        <NativeSelect
          {...shared}
          maw={420}
          value={String(chosen)}
          data={choices}
          onChange={(event) => set(event.currentTarget.value)}
        />
      ) : (
        <Checkbox {...shared} checked={chosen === true} onChange={(event) => set(event.currentTarget.checked)} />
      )}
      <Refusals error={change.error} />
    </>
  )
}

const EVERY = [0, 5, 15, 30, 60, 120, 240, 720, 1440, 10_080]

function Schedule({ connection, feed }: { connection: number; feed: FeedInfo }) {
  const company = useParam('company')
  const change = useChange(company)
  const whyNot = useWhyNot(company)('configure-sync-schedule')
  const choices = [...new Set([...EVERY, feed.every_minutes])].sort((a, b) => a - b)
  return (
    <div>
      <NativeSelect
        size="xs"
        label={feed.label}
        value={String(feed.every_minutes)}
        description={whyNot}
        disabled={whyNot !== undefined || change.isPending}
        onChange={(event) =>
          change.mutate({
            path: `${erpPath(company)}/connections/${connection}/feeds/${feed.feed}/schedule`,
            method: 'PUT',
            body: { every_minutes: Number(event.currentTarget.value) },
          })
        }
        data={choices.map((minutes) => ({ value: String(minutes), label: everyWords(minutes) }))}
      />
      <Refusals error={change.error} />
    </div>
  )
}

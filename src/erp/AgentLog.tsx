/** The agent's log as it is written: asked for while the window is open, narrowed by level, saved as a file. */
import { NativeSelect } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Refusal } from '../platform/refusal.ts'
import { ActionButton } from '../web/ActionButton.tsx'
import type { TableColumn } from '../web/columns.ts'
import { call } from '../web/fetch.ts'
import { Loaded } from '../web/Loaded.tsx'
import { Modal } from '../web/Modal.tsx'
import { Empty, Notice } from '../web/Notice.tsx'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import { type Colour, StatusChip } from '../web/StatusChip.tsx'
import { Table } from '../web/Table.tsx'
import { Ago, Moment } from '../web/Time.tsx'
import { type ConnectionInfo, erpPath } from './ErpData.tsx'

interface LogLine {
  level: 'info' | 'warn' | 'error'
  at: string
  sentence: string
  facts: string
}

const LEVELS: Record<LogLine['level'], { word: string; colour: Colour }> = {
  info: { word: 'Info', colour: 'grey' },
  warn: { word: 'Warning', colour: 'yellow' },
  error: { word: 'Error', colour: 'red' },
}
const SHOWN: Record<string, LogLine['level'][]> = {
  all: ['info', 'warn', 'error'],
  warnings: ['warn', 'error'],
  errors: ['error'],
}
const ASK_MS = 2_000

export function AgentLog({ connection, onClose }: { connection: ConnectionInfo; onClose: () => void }) {
  const company = useParam('company')
  const path = `${erpPath(company)}/connections/${connection.id}/log`
  const [shown, setShown] = useState('all')
  const log = useGet<{ at: string | null; lines: LogLine[]; refusals: Refusal[] }>(path, company, ASK_MS)
  const refused = log.data === undefined || log.data.refusals.length > 0
  useAsking(refused ? undefined : `${path}/ask`, company)
  return (
    <Modal title={`Log of the agent of ${connection.name}`} onClose={onClose} size="64rem">
      <Loaded query={log}>
        {({ at, lines, refusals }) => {
          const rows = lines.filter((line) => SHOWN[shown]?.includes(line.level)).reverse()
          return (
            <div className="stack">
              {refusals.map(({ code, sentence }) => (
                <Notice key={code} colour="yellow">
                  {sentence}
                </Notice>
              ))}
              <div className="row">
                <NativeSelect
                  size="xs"
                  aria-label="Which lines"
                  value={shown}
                  onChange={(event) => setShown(event.currentTarget.value)}
                  data={[
                    { value: 'all', label: 'All lines' },
                    { value: 'warnings', label: 'Warnings and errors' },
                    { value: 'errors', label: 'Errors only' },
                  ]}
                />
                <span className="grow muted">
                  The latest first. Came <Ago at={at} />.
                </span>
                <ActionButton
                  why={lines.length === 0 ? 'There is nothing to save.' : undefined}
                  onClick={() => save(`agent-${connection.id}.log`, lines)}
                >
                  Save as a file
                </ActionButton>
              </div>
              <div style={{ height: '56vh', display: 'flex' }}>
                <Table
                  label="Log"
                  sortKey="log"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(line) => `${line.at} ${rows.indexOf(line)}`}
                  empty={<Empty title="No lines.">The agent has said nothing of this kind since it was started.</Empty>}
                />
              </div>
            </div>
          )
        }}
      </Loaded>
    </Modal>
  )
}

/** Asks again and again; what is refused or lost is said by the next look at the log. */
function useAsking(path: string | undefined, company: string): void {
  useEffect(() => {
    if (!path) return
    const ask = () => void call(path, { method: 'POST', company, body: {} }).catch(() => {})
    ask()
    const timer = setInterval(ask, ASK_MS)
    return () => clearInterval(timer)
  }, [path, company])
}

const COLUMNS: TableColumn<LogLine>[] = [
  { key: 'at', label: 'When', width: 208, by: (line) => line.at, show: (line) => <Moment at={line.at} /> },
  {
    key: 'level',
    label: 'Level',
    width: 100,
    by: (line) => line.level,
    show: (line) => <StatusChip {...LEVELS[line.level]} />,
  },
  {
    key: 'sentence',
    label: 'What it says',
    width: 330,
    head: true,
    by: (line) => line.sentence,
    show: (line) => <span title={line.sentence}>{line.sentence}</span>,
  },
  {
    key: 'facts',
    label: 'Facts',
    by: (line) => line.facts,
    show: (line) => <span title={line.facts}>{line.facts}</span>,
  },
]

/** As the agent writes it: one line of text for each. */
function save(name: string, lines: LogLine[]): void {
  const text = lines.map(({ at, level, sentence, facts }) => `${at} ${level} ${sentence} ${facts}`.trimEnd()).join('\n')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

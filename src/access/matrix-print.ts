/** The page of permissions, printed from the matrix. Pure; the page of actions reads the same cells. */
import type { Level } from '../platform/route.ts'
import { needWords, type Rights, whyShut } from './guard.ts'
import { ACTIONS, type Action } from './matrix.ts'
import { LEVELS } from './tools.ts'

/** What a level on ERP Integrations opens to somebody with nothing else. */
export type Cell = 'no' | 'yes' | 'as approver'

const alone = (level: Level, canPushToAccounting: boolean): Rights => ({
  levels: { 'ERP Integrations': level },
  permissions: [],
  canPushToAccounting,
  adminApproversOnly: false,
})

/** In the order of the levels. */
export function cellsOf({ key }: Action): Cell[] {
  const open = (level: Level, approver: boolean) => whyShut({ action: key }, alone(level, approver)) === undefined
  return LEVELS.map((level) => (open(level, false) ? 'yes' : open(level, true) ? 'as approver' : 'no'))
}

const MARKS: Record<Cell, string> = { no: '', yes: '✓', 'as approver': '✓ approver' }

/** Markdown: one row for each action. */
export function printMatrix(): string {
  const rows = ACTIONS.map((action) => [
    action.doing,
    ...cellsOf(action).map((cell) => MARKS[cell]),
    action.approval ? 'yes' : '',
    noteOf(action),
    action.source,
  ])
  return [
    '# Who may do what',
    'Printed from the permission matrix (`src/access/matrix.ts`); do not edit. A ✓ says what a level on the company’s tool ERP Integrations opens by itself; “approver” says that the privilege Can Push to Accounting is needed besides. Where no level opens it, the note says what does.',
    'A company may set “Only Admins approve”: then the rows marked in that column need Admin, as the manual’s table ticks them; its text lets Standard approve too. It may further demand that sender and approver are two people, and give each approver a limit.',
    table(['Action', ...LEVELS, '“Only Admins approve” holds', 'What it needs', 'Source'], rows),
    '',
  ].join('\n\n')
}

function noteOf({ needs }: Action): string {
  return needs === undefined ? 'Nothing on this tool: Admin on the tool where the item lives' : needWords(needs)
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

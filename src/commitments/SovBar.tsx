/** What can be done with the lines of the schedule of values. */
import { ActionButton } from '../web/ActionButton.tsx'
import { SearchField } from '../web/SearchField.tsx'
import type { ShownLine } from './Shown.tsx'

interface SovBarProps {
  lines: ShownLine[]
  chosen: Set<string>
  /** Lines with edits that are not saved. */
  changed: number
  locked: string | undefined
  busy: boolean
  onAdd: () => void
  onRead: () => void
  onSplit: (line: ShownLine | undefined) => void
  onRemove: () => void
  onSave: () => void
}

export function SovBar({
  lines,
  chosen,
  changed,
  locked,
  busy,
  onAdd,
  onRead,
  onSplit,
  onRemove,
  onSave,
}: SovBarProps) {
  const only = chosen.size === 1 ? lines.find((line) => chosen.has(String(line.id))) : undefined
  const unsaved = changed > 0 ? 'Save the changed lines first.' : undefined
  return (
    <div className="row">
      <h2 className="grow" style={{ margin: 0 }}>
        Schedule of values, {lines.length} lines
      </h2>
      <SearchField label="Search lines" />
      <ActionButton changes="Standard" onClick={onAdd} why={locked}>
        Add a line
      </ActionButton>
      <ActionButton changes="Standard" onClick={onRead} why={locked}>
        Add from CSV
      </ActionButton>
      <ActionButton
        changes="Standard"
        onClick={() => onSplit(only)}
        why={locked ?? unsaved ?? (only ? undefined : 'Select the one line to split.')}
      >
        Split
      </ActionButton>
      <ActionButton
        changes="Standard"
        onClick={onRemove}
        why={locked ?? (chosen.size > 0 ? undefined : 'Select the lines to remove.')}
      >
        Remove
      </ActionButton>
      <ActionButton
        changes="Standard"
        variant="filled"
        onClick={onSave}
        busy={busy}
        why={changed > 0 ? undefined : 'No line was changed.'}
      >
        {changed > 0 ? `Save ${changed} changed` : 'Save lines'}
      </ActionButton>
    </div>
  )
}

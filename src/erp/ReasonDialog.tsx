/** Asks for the reason of a move; it stands in the history and, when something is rejected, is told to whoever sent it. */
import { type ReactNode, useState } from 'react'
import { Dialog } from '../web/Dialog.tsx'
import { Field } from '../web/Field.tsx'

interface ReasonDialogProps {
  title: string
  confirm: string
  label?: string
  busy: boolean
  error: unknown
  danger?: boolean
  onClose: () => void
  onReason: (reason: string) => void
  children?: ReactNode
}

export function ReasonDialog({
  title,
  confirm,
  label = 'Reason',
  busy,
  error,
  danger,
  onClose,
  onReason,
  children,
}: ReasonDialogProps) {
  const [reason, setReason] = useState('')
  const why = reason.trim() === '' ? 'Give the reason.' : undefined
  return (
    <Dialog
      title={title}
      confirm={confirm}
      why={why}
      busy={busy}
      error={error}
      danger={danger ?? false}
      onClose={onClose}
      onConfirm={() => onReason(reason.trim())}
    >
      {children}
      <Field label={label} lines={3} value={reason} onChange={setReason} />
    </Dialog>
  )
}

/** A question that must be answered before going on: its fields, its refusals, one way to do it and one way out. */
import { Group, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { ActionButton } from './ActionButton.tsx'
import { Modal } from './Modal.tsx'
import { Refusals } from './Notice.tsx'
import type { Changing } from './session.ts'

export interface DialogProps {
  title: string
  onClose: () => void
  /** Label of the button that does it, and what it does. Without, the dialog only shows. */
  confirm?: string
  onConfirm?: () => void
  why?: string | string[] | undefined
  /** Answering it changes what the page's tool holds: the button is grey for whoever has not this level there. */
  changes?: Changing
  danger?: boolean
  busy?: boolean
  error?: unknown
  size?: string
  children?: ReactNode
}

export function Dialog({
  title,
  onClose,
  confirm,
  onConfirm,
  why,
  changes,
  danger,
  busy,
  error,
  size = '30rem',
  children,
}: DialogProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!why?.length && !busy) onConfirm?.()
  }
  return (
    <Modal onClose={onClose} title={title} size={size}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {children}
          <Refusals error={error} />
          <Group justify="flex-end" gap="sm">
            <ActionButton onClick={onClose}>{confirm ? 'Cancel' : 'Close'}</ActionButton>
            {confirm ? (
              <ActionButton
                type="submit"
                variant="filled"
                why={why}
                busy={busy ?? false}
                {...(changes ? { changes } : {})}
                {...(danger ? { color: 'red.8' } : {})}
              >
                {confirm}
              </ActionButton>
            ) : null}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

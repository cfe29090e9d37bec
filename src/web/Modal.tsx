/** A window over the page: the browser's own dialog, which keeps the keyboard inside, closes on Escape and gives the focus back. */
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Icon } from './icons.tsx'

interface ModalProps {
  title: string
  onClose: () => void
  /** Widest it may become, as CSS. */
  size?: string
  children: ReactNode
}

export function Modal({ title, onClose, size = '30rem', children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="modal"
      aria-labelledby={id}
      style={{ width: `min(${size}, calc(100vw - 32px))` }}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <div className="modal-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="modal-close" aria-label="Close" onClick={onClose}>
          <Icon name="cross" />
        </button>
      </div>
      {children}
    </dialog>
  )
}

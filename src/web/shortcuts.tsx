/** Single-key shortcuts: each page says which it has, `?` lists them, and whoever speaks to the computer can switch them off. */
import { Checkbox } from '@mantine/core'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Modal } from './Modal.tsx'

interface Shortcut {
  keys: string
  label: string
  act: () => void
}

let active: Shortcut[] = []
const watchers = new Set<() => void>()
const OFF = 'gusset.shortcuts-off'

function change(next: Shortcut[]): void {
  active = next
  for (const each of watchers) each()
}

/** Registers a key while mounted. `act` may change with every render. */
export function useShortcut(keys: string, label: string, act: () => void, on = true): void {
  const latest = useRef(act)
  latest.current = act
  useEffect(() => {
    if (!on) return
    const one: Shortcut = { keys, label, act: () => latest.current() }
    change([...active, one])
    return () => change(active.filter((each) => each !== one))
  }, [keys, label, on])
}

/** Inputs that take no text leave the keys to the page. */
const TEXTLESS = ['checkbox', 'radio', 'button', 'submit', 'file']

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !TEXTLESS.includes(target.type)
  return target instanceof HTMLElement && (target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName))
}

const dialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

/** Hears the keys; once, in the shell. */
export function useShortcutKeys(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      if (isTyping(event.target) || dialogOpen() || localStorage.getItem(OFF) === 'yes') return
      const found = active.findLast((each) => each.keys === event.key)
      if (!found) return
      event.preventDefault()
      found.act()
    }
    document.addEventListener('keydown', hear)
    return () => document.removeEventListener('keydown', hear)
  }, [])
}

const inTables: [string, string][] = [
  ['Up, Down', 'Move through the rows'],
  ['Home, End', 'First and last row'],
  ['Enter', 'Open the row'],
  ['Space', 'Select the row'],
]

export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const list = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => active,
  )
  const [off, setOff] = useState(() => localStorage.getItem(OFF) === 'yes')
  const rows: [string, string][] = [...list.map((each): [string, string] => [each.keys, each.label]), ...inTables]
  return (
    <Modal onClose={onClose} title="Keys on this page">
      <dl className="facts">
        {rows.map(([keys, label]) => (
          <div key={keys + label} style={{ display: 'contents' }}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
      <Checkbox
        mt="md"
        label="Switch single-key shortcuts off in this browser"
        checked={off}
        onChange={(event) => {
          setOff(event.currentTarget.checked)
          localStorage.setItem(OFF, event.currentTarget.checked ? 'yes' : 'no')
        }}
      />
    </Modal>
  )
}

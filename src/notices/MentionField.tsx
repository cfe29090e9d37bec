/** A text in which people are named: behind an `@` their names are offered, chosen with the arrow keys and Enter, or with the mouse. */
import { Textarea, VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { useGet } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'

export interface Mentioned {
  id: number
  name: string
}

/** Those chosen whose name still stands in the text. */
export const mentionedIn = (text: string, chosen: Mentioned[]): Mentioned[] =>
  chosen.filter(({ name }) => text.includes(`@${name}`))

interface MentionFieldProps {
  label: string
  help: string
  /** Path of the people who may be mentioned. */
  people: string
  value: string
  onChange: (value: string) => void
  onMention: (person: Mentioned) => void
}

const SHOWN = 8
/** What is typed of a name, up to the cursor. */
const TYPED = /(?:^|\s)@([\p{L}\p{N}'.-][\p{L}\p{N}'. -]{0,40})?$/u

export function MentionField({ label, help, people, value, onChange, onMention }: MentionFieldProps) {
  const company = useParam('company')
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [typed, setTyped] = useState<string | undefined>()
  const [active, setActive] = useState(0)
  const search =
    typed === undefined ? undefined : `${people}?filters[search]=${encodeURIComponent(typed)}&per_page=${SHOWN}`
  const offered = useGet<Mentioned[]>(search, company).data ?? []
  const open = typed !== undefined && offered.length > 0

  const follow = () => {
    const { value: text = '', selectionStart = 0 } = field.current ?? {}
    const found = TYPED.exec(text.slice(0, selectionStart))
    setTyped(found ? (found[1] ?? '') : undefined)
    setActive(0)
  }
  const choose = (person: Mentioned) => {
    const at = field.current?.selectionStart ?? value.length
    const before = value.slice(0, at - (typed?.length ?? 0))
    onChange(`${before}${person.name} ${value.slice(at)}`)
    onMention(person)
    setTyped(undefined)
    const cursor = before.length + person.name.length + 1
    requestAnimationFrame(() => {
      field.current?.focus()
      field.current?.setSelectionRange(cursor, cursor)
    })
  }
  const hear = (event: KeyboardEvent) => {
    const person = offered[active]
    if (!open || !person) return
    if (event.key === 'ArrowDown') setActive((active + 1) % offered.length)
    else if (event.key === 'ArrowUp') setActive((active + offered.length - 1) % offered.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(person)
    else if (event.key === 'Escape') setTyped(undefined)
    else return
    event.preventDefault()
  }
  return (
    <div className="mention">
      <Textarea
        ref={field}
        label={label}
        description={help}
        size="xs"
        rows={3}
        value={value}
        onChange={(event) => {
          onChange(event.currentTarget.value)
          follow()
        }}
        onKeyDown={hear}
        onClick={follow}
        onBlur={() => setTyped(undefined)}
        aria-autocomplete="list"
        aria-controls={`${id}-people`}
        {...(open ? { 'aria-activedescendant': `${id}-${active}` } : {})}
      />
      <VisuallyHidden role="status">
        {open ? `${offered.length} people. ${offered[active]?.name}. Arrow keys choose, Enter takes.` : ''}
      </VisuallyHidden>
      <div id={`${id}-people`} role="listbox" aria-label="People to mention" hidden={!open}>
        {offered.map((person, index) => (
          <div
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Before the field loses the keyboard.
            onMouseDown={(event) => {
              event.preventDefault()
              choose(person)
            }}
          >
            {person.name}
          </div>
        ))}
      </div>
    </div>
  )
}

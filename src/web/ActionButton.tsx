/**
 * A button that never hides: when it may not be pressed it stays, grey and focusable, and says why on hover and focus
 * and to screen readers.
 */
import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import { type MouseEvent, type ReactNode, useId } from 'react'
import { type Changing, useWhyNotChange } from './session.ts'

export interface ActionButtonProps extends Pick<ButtonProps, 'variant' | 'color' | 'size' | 'leftSection'> {
  children: ReactNode
  onClick?: () => void
  /** Why not; empty or absent = it may be pressed. */
  why?: string | string[] | undefined
  /** It changes what the page's tool holds: grey for whoever has not this level there. */
  changes?: Changing
  busy?: boolean
  type?: 'button' | 'submit'
  /** Said with the label when the label alone does not tell what it acts on. */
  label?: string
}

export function ActionButton({
  children,
  onClick,
  why,
  changes,
  busy,
  type = 'button',
  label,
  variant = 'default',
  size = 'xs',
  ...rest
}: ActionButtonProps) {
  const id = useId()
  const notYou = useWhyNotChange(changes)
  const sentences = [notYou ?? why ?? []].flat().filter((each) => each !== '')
  const off = sentences.length > 0
  const press = (event: MouseEvent) => {
    if (off) event.preventDefault()
    else onClick?.()
  }
  const button = (
    <Button
      {...rest}
      type={type}
      variant={variant}
      size={size}
      loading={busy ?? false}
      onClick={press}
      {...(label ? { 'aria-label': label } : {})}
      {...(off ? { 'data-disabled': true, 'aria-disabled': true, 'aria-describedby': id } : {})}
    >
      {children}
    </Button>
  )
  // One tree, grey or not: a button that was made anew under the focus would lose it.
  return (
    <>
      <Tooltip
        disabled={!off}
        label={<Sentences list={sentences} />}
        multiline
        w={320}
        withArrow
        withinPortal={false}
        floatingStrategy="fixed"
        events={{ hover: true, focus: true, touch: true }}
      >
        {button}
      </Tooltip>
      {off ? (
        <span id={id} hidden>
          {sentences.join(' ')}
        </span>
      ) : null}
    </>
  )
}

function Sentences({ list }: { list: string[] }) {
  if (list.length === 1) return <>{list[0]}</>
  return (
    <ul style={{ margin: 0, paddingLeft: 16 }}>
      {list.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  )
}

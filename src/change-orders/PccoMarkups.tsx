/** Markups of a prime contract change order: in percent of the lines, or as a sum; all are saved together. */
import { useState } from 'react'
import { ActionButton } from '../web/ActionButton.tsx'
import { Field, FieldGrid } from '../web/Field.tsx'
import { typedDecimal } from '../web/Money.tsx'
import { Refusals } from '../web/Notice.tsx'
import { useChange } from '../web/queries.ts'
import { useParam } from '../web/router.tsx'
import type { Markup } from './model-pcco.ts'

interface Typed {
  name: string
  /** `10%` or `250.00`. */
  value: string
}

const typedOf = ({ name, percent, amount }: Markup): Typed => ({
  name,
  value: percent === null ? (amount ?? '') : `${percent}%`,
})

function markupOf({ name, value }: Typed): Markup {
  const percent = value.trim().endsWith('%')
  const number = typedDecimal(value.replace('%', ''))
  return { name, percent: percent ? number : null, amount: percent ? null : number }
}

export function PccoMarkups({
  path,
  markups,
  locked,
}: {
  path: string
  markups: Markup[]
  locked: string | undefined
}) {
  const company = useParam('company')
  const change = useChange(company)
  const [rows, setRows] = useState<Typed[]>(markups.map(typedOf))
  const dirty = JSON.stringify(rows) !== JSON.stringify(markups.map(typedOf))
  const set = (at: number, fields: Partial<Typed>) =>
    setRows(rows.map((row, index) => (index === at ? { ...row, ...fields } : row)))
  const save = () =>
    change.mutate({
      path,
      method: 'PATCH',
      body: { change_order: { markups: rows.filter((row) => row.name.trim() !== '').map(markupOf) } },
    })
  return (
    <section className="panel stack" aria-label="Markups">
      <div className="row">
        <h2 className="grow">Markups</h2>
        <ActionButton changes="Standard" why={locked} onClick={() => setRows([...rows, { name: '', value: '' }])}>
          Add a markup
        </ActionButton>
        <ActionButton
          changes="Standard"
          variant="filled"
          onClick={save}
          busy={change.isPending}
          why={locked ?? (dirty ? undefined : 'No markup was changed.')}
        >
          Save markups
        </ActionButton>
      </div>
      <p className="muted">
        In percent of the lines, such as 10%, or as a sum. They are part of the scheduled value, spread over the lines;
        one without a name is taken out.
      </p>
      <Refusals error={change.error} />
      {rows.map((row, at) => (
        // Rows have no identity of their own before they are saved.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
        <FieldGrid key={at}>
          <Field label="Name" value={row.name} onChange={(name) => set(at, { name })} disabled={locked !== undefined} />
          <Field
            label="Percent or sum"
            value={row.value}
            onChange={(value) => set(at, { value })}
            disabled={locked !== undefined}
          />
        </FieldGrid>
      ))}
    </section>
  )
}

/** A choice in a cell of a table that is edited in place. */
interface ChoiceCellProps {
  label: string
  value: number | null
  /** The first choice stands for none. */
  none: string
  choices: { value: number; label: string }[]
  onChange: (value: number | null) => void
}

export function ChoiceCell({ label, value, none, choices, onChange }: ChoiceCellProps) {
  return (
    <select
      className="input"
      aria-label={label}
      value={value ?? ''}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : Number(currentTarget.value))}
    >
      <option value="">{none}</option>
      {choices.map((each) => (
        <option key={each.value} value={each.value}>
          {each.label}
        </option>
      ))}
    </select>
  )
}

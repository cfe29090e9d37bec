/** A labelled input with its own refusal beneath it, and the grid they stand in. */
import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { refusalsOf } from './fetch.ts'

export interface FieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  help?: string | undefined
  required?: boolean
  type?: 'text' | 'date' | 'email' | 'choice'
  choices?: { value: string; label: string }[] | undefined
  lines?: number
  error?: string | undefined
  /** Why it cannot be changed is said once, above the fields. */
  disabled?: boolean
}

export function Field({
  label,
  value,
  onChange,
  help,
  required,
  type = 'text',
  choices,
  lines,
  error,
  disabled,
}: FieldProps) {
  const shared = {
    label,
    value,
    size: 'xs' as const,
    description: help,
    required: required ?? false,
    error,
    disabled: disabled ?? false,
  }
  if (lines) {
    return (
      <Textarea {...shared} autosize={false} rows={lines} onChange={(event) => onChange(event.currentTarget.value)} />
    )
  }
  if (type === 'choice')
    return <NativeSelect {...shared} data={choices ?? []} onChange={(event) => onChange(event.currentTarget.value)} />
  return <TextInput {...shared} type={type} onChange={(event) => onChange(event.currentTarget.value)} />
}

/** The refusal that names this field, for standing beneath it. */
export function fieldError(thrown: unknown, field: string): string | undefined {
  if (!thrown) return undefined
  return refusalsOf(thrown).find((each) => each.field === field)?.sentence
}

export function FieldGrid({ children }: { children: ReactNode }) {
  return <div className="field-grid">{children}</div>
}

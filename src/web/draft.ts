/** Edits laid over a record that may change underneath: fields not touched follow the server, touched ones wait for Save. */
import { useState } from 'react'

export interface Draft<T> {
  value: T
  changes: Partial<T>
  dirty: boolean
  set: <Key extends keyof T>(key: Key, value: T[Key]) => void
  reset: () => void
}

export function useDraft<T extends object>(record: T): Draft<T> {
  const [changes, setChanges] = useState<Partial<T>>({})
  return {
    value: { ...record, ...changes },
    changes,
    dirty: Object.keys(changes).length > 0,
    set: (key, value) => {
      const { [key]: _, ...others } = changes
      setChanges(record[key] === value ? (others as Partial<T>) : { ...changes, [key]: value })
    },
    reset: () => setChanges({}),
  }
}

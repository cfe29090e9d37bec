/** What a row of the history says beyond its sentence: changes as before and after, everything else by name. */

import { capital } from '../platform/text.ts'
import { FactList } from '../web/FactList.tsx'

export function Facts({ body }: { body: unknown }) {
  if (!isObject(body)) return body === null ? null : <p>{inText(body)}</p>
  const entries = Object.entries(body)
  const changes = entries.filter(([, value]) => isChange(value))
  const facts = entries.filter(([, value]) => !isChange(value))
  return (
    <>
      {changes.length > 0 ? (
        <table className="table" aria-label="What changed">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(([name, value]) => {
              const { from, to } = value as Change
              return (
                <tr key={name}>
                  <th scope="row">{named(name)}</th>
                  <td>{inText(from)}</td>
                  <td>{inText(to)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      ) : null}
      {facts.length > 0 ? <FactList facts={facts.map(([name, value]) => [named(name), inText(value)])} /> : null}
    </>
  )
}

interface Change {
  from: unknown
  to: unknown
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isChange = (value: unknown): boolean => isObject(value) && 'to' in value && Object.keys(value).length <= 2

/** `canPushToAccounting`, `can_push_to_accounting` -> `Can push to accounting` */
function named(key: string): string {
  const words = key.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ')
  return capital(words.toLowerCase())
}

/** One line for a list or an object: `Budget: Admin, Directory: Standard`. */
function inText(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(inText).join(', ')
  if (isObject(value))
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${inText(each)}`)
      .join(', ')
  return String(value)
}

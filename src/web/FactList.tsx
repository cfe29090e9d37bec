/** What there is to know of one thing, name by name. */
import { Fragment, type ReactNode } from 'react'

export type Fact = [name: string, value: ReactNode]

export function FactList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

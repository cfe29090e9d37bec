/** Of what I am told, and how: for each event a box for each way. */
import { useState } from 'react'
import { Loaded } from '../web/Loaded.tsx'
import { Notice, Refusals } from '../web/Notice.tsx'
import { PageHead } from '../web/PageHead.tsx'
import { useChange, useGet } from '../web/queries.ts'
import { Link, useParam } from '../web/router.tsx'
import type { Channels } from './model.ts'

interface Choice extends Channels {
  event: string
  label: string
  help: string
}

interface Choices {
  why_no_mail: string | null
  mail_problem: string | null
  choices: Choice[]
}

const WAYS: { key: keyof Channels; label: string; mail: boolean }[] = [
  { key: 'page', label: 'In the page', mail: false },
  { key: 'email', label: 'By e-mail', mail: true },
  { key: 'summary', label: 'In the daily summary', mail: true },
]

export default function ChoicesPage() {
  const company = useParam('company')
  const base = `/rest/v1.0/companies/${company}/notice_choices`
  const query = useGet<Choices>(base, company)
  const change = useChange(company)
  // A box shows at once what was chosen; what the server did not take goes back.
  const [chosen, setChosen] = useState<Record<string, Channels>>({})
  const wayOf = (choice: Choice): Channels => chosen[choice.event] ?? choice
  const set = (choice: Choice, key: keyof Channels, on: boolean) => {
    const { page, email, summary } = wayOf(choice)
    const next = { page, email, summary, [key]: on }
    const { [choice.event]: _, ...others } = chosen
    setChosen({ ...others, [choice.event]: next })
    change.mutate(
      { path: `${base}/${choice.event}`, method: 'PUT', body: { notice_choice: next } },
      { onError: () => setChosen(others) },
    )
  }
  return (
    <>
      <PageHead
        title="My choices of notices"
        about={
          <>
            Of what you are told in this company, and how. No box: you are not told.{' '}
            <Link to={`/companies/${company}/notices`}>Back to the notices</Link>
          </>
        }
      />
      <Refusals error={change.error} />
      <Loaded query={query}>
        {({ why_no_mail, mail_problem, choices }) => (
          <>
            {why_no_mail ? <Notice colour="yellow">No e-mail is sent. {why_no_mail}</Notice> : null}
            {mail_problem ? (
              <Notice colour="red">The last e-mail to you did not go. The mail server said: {mail_problem}</Notice>
            ) : null}
            {choices.map((choice) => (
              <fieldset key={choice.event} className="choice">
                <legend>{choice.label}</legend>
                <span className="muted grow">{choice.help}</span>
                {WAYS.map(({ key, label, mail }) => (
                  <label key={key}>
                    <input
                      type="checkbox"
                      checked={wayOf(choice)[key]}
                      disabled={mail && why_no_mail !== null}
                      onChange={(event) => set(choice, key, event.currentTarget.checked)}
                    />
                    {label}
                  </label>
                ))}
              </fieldset>
            ))}
          </>
        )}
      </Loaded>
    </>
  )
}

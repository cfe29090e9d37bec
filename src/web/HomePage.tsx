/** Where one lands: the only company straight away, else a choice. */
import { Answered } from './fetch.ts'
import { NewCompany } from './NewCompany.tsx'
import { Refusals } from './Notice.tsx'
import { Link, useFilters, useLeadOn } from './router.tsx'
import { useCompanies } from './session.ts'
import { useTitle } from './title.ts'

export default function HomePage() {
  const companies = useCompanies()
  const [filters] = useFilters()
  useTitle('Companies')
  const list = companies.data
  const signedOut = companies.error instanceof Answered && companies.error.status === 401
  const straight = list?.length === 1 && !filters.all
  useLeadOn('/', signedOut ? '/sign-in' : straight ? `/companies/${list?.[0]?.id}` : undefined)
  if (companies.isPending || signedOut || straight) return null
  return (
    <main className="centre">
      <h1>Choose a company</h1>
      <Refusals error={companies.error} />
      <ul className="list">
        {list?.map(({ id, name }) => (
          <li key={id}>
            <Link to={`/companies/${id}`}>{name}</Link>
          </li>
        ))}
      </ul>
      <NewCompany />
      {list?.length === 0 ? <p>You are not in any company yet. Ask an administrator to add you to one.</p> : null}
    </main>
  )
}

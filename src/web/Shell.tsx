/** What stands around every page: skip link, head, side bar, the page itself. Knows no page by name. */
import { Button, Menu, NativeSelect, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Outlet, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Icon } from './icons.tsx'
import { useLineState, useLive } from './live.ts'
import type { Navigation } from './pages.ts'
import { Link, useGo, usePath } from './router.tsx'
import { signOut, useCompanies, useMe, useOpen } from './session.ts'
import { ShortcutHelp, useShortcut, useShortcutKeys } from './shortcuts.tsx'
import { Slot } from './slots.tsx'

export function Shell({ navigation }: { navigation: Navigation }) {
  const params = useParams({ strict: false }) as Record<string, string | undefined>
  const path = usePath()
  const main = useRef<HTMLElement>(null)
  const [help, setHelp] = useState(false)
  // A line that is refused once is not tried again.
  useLive(useOpen(params.company) ? params.company : undefined)
  useShortcutKeys()
  useShortcut('?', 'Show these keys', () => setHelp(true))
  useShortcut('/', 'Search on this page', () => document.querySelector<HTMLElement>('[data-search]')?.focus())
  const moved = useRef(path)
  useEffect(() => {
    // After a change of page the keyboard and the screen reader begin at the top of the new one.
    if (moved.current !== path) main.current?.focus()
    moved.current = path
  }, [path])
  if (!params.company) return <Outlet />
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <Head company={params.company} onHelp={() => setHelp(true)} />
      <SideBar navigation={navigation} params={params} path={path} />
      <main id="main" className="shell-main" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      {help ? <ShortcutHelp onClose={() => setHelp(false)} /> : null}
    </div>
  )
}

function Head({ company, onHelp }: { company: string; onHelp: () => void }) {
  const me = useMe()
  const companies = useCompanies()
  const go = useGo()
  const list = companies.data ?? []
  const path = usePath()
  const account = `/companies/${company}/account`
  const open = useOpen(company)
  useEffect(() => {
    // Nothing else of the company opens before the second factor is set up.
    if (open === false && path !== account) go(account, { replace: true })
  }, [open, path, account, go])
  useEffect(() => {
    if (me.isError) go(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`)
  }, [me.isError, go])
  const leave = async () => {
    await signOut()
    go('/sign-in')
  }
  return (
    <header className="shell-head">
      <Link to={`/companies/${company}`} className="shell-brand">
        <img src={new URL('./icon.svg', import.meta.url).href} alt="" width={20} height={20} />
        Gusset
      </Link>
      {list.length > 1 ? (
        <NativeSelect
          aria-label="Company"
          size="xs"
          value={company}
          data={list.map((each) => ({ value: String(each.id), label: each.name }))}
          onChange={(event) => go(`/companies/${event.currentTarget.value}`)}
        />
      ) : (
        <span>{list[0]?.name}</span>
      )}
      <span className="grow" />
      <Slot place="head" tell={{ company }} />
      <LiveSign />
      <SchemeToggle />
      <Button variant="subtle" size="compact-sm" onClick={onHelp}>
        Keys
      </Button>
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <Button variant="default" size="compact-sm">
            {me.data?.name ?? 'Account'}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me.data?.email}</Menu.Label>
          <Menu.Item onClick={() => go(account)}>My account</Menu.Item>
          <Menu.Item onClick={() => go('/?all=1')}>Companies</Menu.Item>
          <Menu.Item onClick={() => void leave()}>Sign out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  )
}

function LiveSign() {
  const live = useLineState() === 'live'
  return (
    <Tooltip
      label={
        live ? 'Changes appear by themselves.' : 'The line to the server is being made again; what is shown may be old.'
      }
    >
      <span className={`chip ${live ? 'green' : 'yellow'}`}>
        <Icon name={live ? 'check' : 'warning'} size={12} />
        {live ? 'Live' : 'Waiting'}
      </span>
    </Tooltip>
  )
}

function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const computed = useComputedColorScheme('light')
  const next =
    colorScheme === 'auto' ? (computed === 'light' ? 'dark' : 'light') : colorScheme === 'light' ? 'dark' : 'auto'
  const words = { light: 'Light', dark: 'Dark', auto: 'As the system' }
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<Icon name="sun" />}
      aria-label={`Colours: ${words[colorScheme]}. Change to: ${words[next]}`}
      onClick={() => setColorScheme(next)}
    >
      {words[colorScheme]}
    </Button>
  )
}

function SideBar({
  navigation,
  params,
  path,
}: {
  navigation: Navigation
  params: Record<string, string | undefined>
  path: string
}) {
  const sections = navigation(params)
  // The longest address that the present one begins with is the page we are on; the company's own address shows the first page.
  const first = path === `/companies/${params.company}` ? sections[0]?.items[0]?.to : undefined
  const here =
    sections
      .flatMap((each) => each.items)
      .filter(({ to }) => path === to || path.startsWith(`${to}/`))
      .sort((a, b) => b.to.length - a.to.length)[0]?.to ?? first
  return (
    <nav className="shell-side" aria-label="Tools">
      {sections.map(({ title, items }, index) => (
        <section key={items[0]?.to ?? index}>
          <h2>{title}</h2>
          <ul>
            {items.map(({ label, to }) => (
              <li key={to}>
                <Link to={to} current={to === here ? 'page' : undefined}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

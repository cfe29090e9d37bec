/** From one page to another whose data are there already: how long until it stands, in a real browser. */
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { person } from '../example/people.ts'
import { booksOf, PROJECT } from './budget.ts'
import { type Cluster, psql } from './postgres.ts'
import { openServer } from './programs.ts'
import { atMost, type Report } from './report.ts'
import { percentile } from './stats.ts'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const ROUNDS = 8
const TRANSACTIONS = 20_000

export async function measurePages(cluster: Cluster): Promise<Report> {
  const database = await cluster.database('bench_pages')
  const { url, server, admin } = await openServer(database, join(cluster.scratch, 'pages'))
  let browser: Browser | undefined
  try {
    psql(database, [...booksOf(admin.company, TRANSACTIONS), 'vacuum analyze'])
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
    const page = await signedIn(browser, url)
    const company = `/companies/${admin.company}`
    const project = `${company}/projects/${PROJECT}`
    const places = [
      `${project}/budget`,
      `${project}/direct-costs`,
      `${project}/commitments`,
      `${project}/cost-codes`,
      `${company}/directory`,
      `${company}/erp`,
      `${company}/erp/connection`,
      `${company}/reports`,
      `${company}/notices`,
    ]
    const times = new Map<string, number[]>(places.map((each) => [each, []]))
    for (let round = 0; round <= ROUNDS; round++)
      for (const place of places) {
        const time = await page.evaluate(change, place)
        // In the first round the page's program and data are fetched.
        if (round > 0) times.get(place)?.push(time)
      }
    const all = [...times.values()].flat()
    const slowest = [...times].map(([place, each]) => [place, percentile(each, 50)] as const)
    const [place, median] = slowest.sort((a, b) => b[1] - a[1])[0] ?? ['', Number.NaN]
    return {
      title: `Change of route, ${places.length} pages in turns, data at hand`,
      figures: [
        { what: 'median', value: `${percentile(all, 50).toFixed(0)} ms` },
        atMost('95th percentile', percentile(all, 95), 100, 'ms'),
        { what: 'slowest page, median', value: `${median.toFixed(0)} ms, ${place.replace(company, '')}` },
      ],
      notes: [
        `${all.length} changes; until the page's heading and rows stand and are painted; the budget has 2,000 lines.`,
      ],
    }
  } finally {
    await browser?.close()
    await server.kill()
  }
}

async function signedIn(browser: Browser, url: string): Promise<Page> {
  const { email, password } = person('Administrator')
  const page = await browser.newPage({ viewport: { width: 1366, height: 820 } })
  await page.goto(url)
  await page.getByLabel('Email').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: 'Tools' }).waitFor()
  return page
}

/** Runs in the page: milliseconds until the other page stands. */
function change(to: string): Promise<number> {
  const begun = performance.now()
  const before = document.querySelector('h1')
  history.pushState(null, '', to)
  return new Promise((resolve) => {
    const look = () => {
      const heading = document.querySelector('h1')
      const stands =
        heading !== null &&
        heading !== before &&
        document.querySelector('main [role=status] .mantine-Loader-root') === null
      // Two frames later it has been painted.
      if (stands) requestAnimationFrame(() => resolve(performance.now() - begun))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

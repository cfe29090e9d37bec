/** First start in an empty data folder, database and all, and what it then holds in memory while nobody asks anything of it. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { start } from '../example/programs.ts'
import { atMost, type Report, seconds } from './report.ts'
import { median } from './stats.ts'

const SETTLED_MS = 5_000

export async function measureStart(pairs: number): Promise<Report> {
  const starts: number[] = []
  const memory: { server: number; database: number }[] = []
  for (let time = 0; time < pairs; time++) {
    const folder = mkdtempSync(join(tmpdir(), 'gusset-bench-'))
    // As root the embedded PostgreSQL runs under another user, who must get through.
    chmodSync(folder, 0o755)
    const begun = performance.now()
    const server = await start({
      name: 'server',
      script: 'src/main.js',
      env: { GUSSET_DATA: join(folder, 'data'), GUSSET_PORT: '0' },
      logs: folder,
    })
    const answer = await fetch(`${server.ready.url}/rest/v1.0/companies`)
    if (answer.status !== 401) throw new Error(`The server answered ${answer.status} to nobody.`)
    starts.push((performance.now() - begun) / 1000)
    await pause(SETTLED_MS)
    memory.push({ server: shareOf(server.process.pid), database: databaseShare(folder) })
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const both = memory.map((each) => each.server + each.database)
  return {
    title: 'First start',
    figures: [
      seconds('from nothing to the first answer', starts),
      atMost('median', median(starts), 3, 's'),
      atMost('memory of server and embedded PostgreSQL, idle', median(both), 250, 'MB'),
      { what: '  of it the server', value: `${median(memory.map((each) => each.server)).toFixed(0)} MB` },
      { what: '  of it the database', value: `${median(memory.map((each) => each.database)).toFixed(0)} MB` },
    ],
    notes: ['Memory is the proportional share (PSS): what several processes share is counted once.'],
  }
}

/** Proportional share of a process in MB; 0 when it has just gone. */
function shareOf(pid: number | undefined): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** The database's processes are not the server's children on every system: they are known by their data folder, the others by their parent. */
function databaseShare(folder: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const main = pids.filter((pid) => {
    const line = told(pid, 'cmdline').replaceAll('\0', ' ')
    return line.includes('postgres') && line.includes(folder)
  })
  const children = pids.filter((pid) =>
    main.includes(
      told(pid, 'stat')
        .replace(/^.*\) /, '')
        .split(' ')[1] ?? '',
    ),
  )
  if (main.length === 0) throw new Error('The embedded PostgreSQL was not found among the processes.')
  return [...new Set([...main, ...children])].reduce((sum, pid) => sum + shareOf(Number(pid)), 0)
}

function told(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

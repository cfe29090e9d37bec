/** What else gets rows into PostgreSQL: `\copy`, `\copy` and MERGE, pgloader; on the same rows, in the wire's own text. */
import { spawnSync } from 'node:child_process'
import { createWriteStream, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { sage300cre } from '../connectors/sage-300-cre/index.ts'
import { columnsOf, whereOf } from '../src/erp/mapping-in.ts'
import { ask, findPgloader, psql } from './postgres.ts'
import type { Chain } from './programs.ts'

const TABLE = sage300cre.imports['job-cost-transactions']!.table
const COLUMNS = columnsOf(TABLE)
const KEY = ['Job', 'Extra', 'Cost_Code', 'Category', 'Transaction_Type', 'Run', 'Sequence']
const TYPES = { text: 'text', decimal: 'numeric', integer: 'int', date: 'date', flag: 'bool' }
const DEFINITIONS = COLUMNS.map(
  (column) => `${column} ${TYPES[TABLE.rows.find((row) => row.column === column)?.as ?? 'text']}`,
)
const KEYED = `create table keyed (${DEFINITIONS.join(', ')}, primary key (${KEY.join(', ')}))`

export class Rivals {
  readonly withoutPgloader = 'pgloader is not here and could not be installed: no comparison with it.'
  readonly #url: string
  readonly #file: string
  readonly #pgloader = findPgloader()

  constructor(url: string, folder: string) {
    this.#url = url
    this.#file = join(folder, 'rows.copy')
  }

  /** The rows as they stand in the ERP now, into the file that the others load. */
  async fetchRows({ simulatorUrl }: Chain): Promise<void> {
    const response = await fetch(`${simulatorUrl}/box/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ table: TABLE.table, columns: COLUMNS, where: whereOf(TABLE) }),
    })
    if (!response.ok || !response.body) throw new Error(`The simulator answered ${response.status}.`)
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(this.#file))
  }

  /** @returns seconds, like all of these */
  copy(): number {
    psql(this.#url, ['drop table if exists keyed', KEYED, 'checkpoint'])
    return clocked(() => psql(this.#url, [`\\copy keyed from '${this.#file}'`]))
  }

  copyPlain(): number {
    const table = `create table plain (id int8 generated always as identity primary key, ${DEFINITIONS.join(', ')})`
    psql(this.#url, ['drop table if exists plain', table, 'checkpoint'])
    return clocked(() => psql(this.#url, [`\\copy plain (${COLUMNS.join(', ')}) from '${this.#file}'`]))
  }

  /** Into the table that {@link copy} filled. */
  merge(): number {
    const match = KEY.map((column) => `k.${column} = s.${column}`).join(' and ')
    const rest = COLUMNS.filter((column) => !KEY.includes(column))
    const differs = `(${rest.map((column) => `k.${column}`).join(', ')}) is distinct from (${rest.map((column) => `s.${column}`).join(', ')})`
    psql(this.#url, ['checkpoint'])
    return clocked(() =>
      psql(this.#url, [
        `create temporary table staging (${DEFINITIONS.join(', ')})`,
        `\\copy staging from '${this.#file}'`,
        'analyze staging',
        `merge into keyed k using staging s on ${match}
         when matched and ${differs} then update set ${rest.map((column) => `${column} = s.${column}`).join(', ')}
         when not matched then insert (${COLUMNS.join(', ')}) values (${COLUMNS.map((column) => `s.${column}`).join(', ')})`,
      ]),
    )
  }

  pgloader(): number | undefined {
    if (!this.#pgloader) return undefined
    psql(this.#url, ['drop table if exists loaded', KEYED.replace('keyed', 'loaded'), 'checkpoint'])
    const command = `${this.#file}.load`
    const columns = COLUMNS.map((column) => column.toLowerCase()).join(', ')
    writeFileSync(
      command,
      `LOAD COPY FROM '${this.#file}' (${columns}) INTO ${this.#url.replace('postgres://', 'postgresql://')}
       TARGET TABLE public.loaded (${columns}) WITH delimiter '\\t', null '\\N';`,
    )
    return clocked(() => {
      const { status, stdout } = spawnSync(this.#pgloader ?? '', [command], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`pgloader failed: ${stdout}`)
    })
  }

  async totals(): Promise<{ rows: number; amount: string }> {
    const [row] = await ask<{ rows: string; amount: string }>(
      this.#url,
      'select count(*) as rows, sum(Amount) as amount from keyed',
    )
    return { rows: Number(row?.rows), amount: row?.amount ?? '' }
  }
}

function clocked(work: () => void): number {
  const start = performance.now()
  work()
  return (performance.now() - start) / 1000
}

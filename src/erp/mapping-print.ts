/** The data-mapping page, printed from the tables that check, encode and decode. Pure. */
import type { Arrow, InboundTable, Limit, OutboundTable } from './mapping.ts'

/** A chapter of the page: what one noun is on both sides, and its tables, out and in. */
export interface MappingChapter {
  ours: string
  theirs: string
  about: string
  /** Which way the noun goes, where its tables do not tell: read back is no import, and an import may stand in another chapter. */
  direction?: Arrow
  tables: { title: string; out?: OutboundTable; in?: InboundTable }[]
}

interface Line {
  ours: string
  arrow: Arrow
  theirs: string
  /** Record and field of the import file; column of the ERP's table. */
  written: string
  read: string
  limits: string[]
  note: string | undefined
}

const ARROWS: Record<Arrow, string> = { '->': '→', '<-': '←', '<->': '↔' }

/** Markdown: an overview, then chapter by chapter in the order given. */
export function printMapping(erp: string, chapters: MappingChapter[]): string {
  const overview = chapters.map((chapter) => [chapter.ours, arrowOf(chapter), chapter.theirs])
  return [
    `# Data mapping: Gusset and ${erp}`,
    'Printed from the mapping tables; do not edit. `→` exports to the ERP, `←` imports from it, `↔` both. What breaks a limit is refused before it is sent, with the limit named; nothing is cut.',
    table(['Gusset', '', erp], overview),
    ...chapters.flatMap((chapter) => printChapter(erp, chapter)),
    '',
  ].join('\n\n')
}

function printChapter(erp: string, chapter: MappingChapter): string[] {
  return [
    `## ${chapter.ours} / ${chapter.theirs}`,
    chapter.about,
    ...chapter.tables.flatMap((each) => printTable(erp, each)),
  ]
}

function printTable(erp: string, { title, out, in: feed }: MappingChapter['tables'][number]): string[] {
  const lines = merged([...(out ? linesOut(out) : []), ...(feed ? linesIn(feed) : [])])
  const notes = [...new Set(lines.flatMap((line) => (line.note === undefined ? [] : [line.note])))]
  const mark = (line: Line) => (line.note === undefined ? '' : ` <sup>${notes.indexOf(line.note) + 1}</sup>`)
  const rows = lines.map((line) => [
    line.ours + mark(line),
    ARROWS[line.arrow],
    line.theirs,
    line.written,
    line.read,
    line.limits.join('; '),
  ])
  const sources = [...new Set([out?.source, feed?.source].filter((each) => each !== undefined))]
  const only = (feed?.only ?? []).map(({ column, oneOf }) => `Only rows whose ${column} is ${oneOf.join(', ')}.`)
  return [
    `### ${title}`,
    table(['Gusset', '', erp, 'Import file', `Table ${feed?.table ?? out?.readBack?.tables[0] ?? ''}`, 'Limits'], rows),
    ...only,
    ...(notes.length === 0 ? [] : [notes.map((note, index) => `<sup>${index + 1}</sup> ${note}`).join('\n\n')]),
    `Source: ${sources.join('; ')}.`,
  ]
}

function linesOut(out: OutboundTable): Line[] {
  return out.rows.map((row) => ({
    ours: row.ours,
    arrow: row.arrow,
    theirs: row.theirs,
    written: row.field === undefined ? '' : `${out.record}: ${row.field}`,
    read: row.column ?? '',
    limits: limitWords(row.limit ?? {}),
    note: row.note,
  }))
}

function linesIn(feed: InboundTable): Line[] {
  return feed.rows.map((row) => {
    const rounding = row.as === 'decimal' && row.limit?.decimal ? [`rounded to ${row.limit.decimal[1]} places`] : []
    return {
      ours: row.ours,
      arrow: row.arrow,
      theirs: row.theirs,
      written: '',
      read: row.column,
      limits: rounding,
      note: row.note,
    }
  })
}

/** The same row out and in is one line; a row for each of several columns of one kind is one line from the first to the last. */
function merged(lines: Line[]): Line[] {
  const byWords = new Map<string, Line>()
  for (const line of lines) {
    const key = `${line.ours}|${line.theirs.replace(/ \d+$/, ' #')}`
    const first = byWords.get(key)
    byWords.set(key, first ? union(first, line) : line)
  }
  return [...byWords.values()]
}

function union(first: Line, second: Line): Line {
  const upTo = (from: string, to: string) => (from === to || to === '' ? from : `${from.split(' … ')[0]} … ${to}`)
  return {
    ...first,
    theirs: upTo(first.theirs, second.theirs),
    read: first.read === '' ? second.read : upTo(first.read, second.read),
    limits: [...new Set([...first.limits, ...second.limits])],
    note: first.note ?? second.note,
  }
}

function limitWords(limit: Limit): string[] {
  const nothing = ''
  return [
    limit.required ? 'required' : nothing,
    limit.text === undefined ? nothing : `${limit.text} characters`,
    limit.significant === undefined ? nothing : `${limit.significant} letters and digits`,
    limit.decimal === undefined ? nothing : `${limit.decimal[0]} digits before, ${limit.decimal[1]} after the point`,
    limit.min === undefined ? nothing : `at least ${limit.min}`,
    limit.max === undefined ? nothing : `at most ${limit.max}`,
    limit.oneOf === undefined ? nothing : `one of ${limit.oneOf.join(', ')}`,
  ].filter((words) => words !== nothing)
}

function arrowOf(chapter: MappingChapter): string {
  if (chapter.direction) return ARROWS[chapter.direction]
  const out = chapter.tables.some((each) => each.out)
  const into = chapter.tables.some((each) => each.in)
  return ARROWS[out && into ? '<->' : out ? '->' : '<-']
}

/** A Markdown table. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

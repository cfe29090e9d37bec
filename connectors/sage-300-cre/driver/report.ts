/**
 * What the importer's report says, as far as it can be trusted to say anything (docs/sage-300-cre-formats.md, "What the importer
 * answers"). Any text is taken without complaint: torn, foreign or empty ones are simply not complete.
 */
export interface Report {
  /** The last line is there and agrees with the lines before it: every record has its verdict. */
  complete: boolean
  accepted: number
  rejected: number
  /** The importer's words, one for each refused record, in its order. */
  sentences: string[]
}

const LAST_LINE = /^Records read (\d{1,9}), accepted (\d{1,9}), rejected (\d{1,9})$/
const RECORD_LINE = /^\d{1,9}\t[^\t]{0,20}\t[^\t]{0,200}\t(?:(ACCEPTED)|REJECTED\t(.*))$/

export function readReport(text: string): Report {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const last = LAST_LINE.exec(lines.at(-1) ?? '')
  const report: Report = { complete: false, accepted: 0, rejected: 0, sentences: [] }
  let foreign = 0
  for (const line of last ? lines.slice(0, -1) : lines) {
    const match = RECORD_LINE.exec(line)
    if (!match) foreign += 1
    else if (match[1]) report.accepted += 1
    else {
      report.rejected += 1
      report.sentences.push(match[2] ?? '')
    }
  }
  const [read, accepted, rejected] = (last ?? []).slice(1).map(Number)
  const agrees =
    read === report.accepted + report.rejected && accepted === report.accepted && rejected === report.rejected
  return { ...report, complete: agrees && foreign === 0 }
}

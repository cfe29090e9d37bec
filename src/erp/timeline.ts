/** What a step of an op is called on its time line: one sentence for each action of the core. Pure; runs in the browser too. */
import type { Outcome } from './protocol.ts'

const SENTENCES: Record<string, string> = {
  accepted: 'Accepted for export; the records are frozen as shown.',
  cancelled: 'Taken back before it was handed over.',
  dispatched: 'Handed to the agent beside the ERP.',
  started: 'The agent has started on it.',
  uncertain: 'No answer came in time. The ERP is read before anything is tried again.',
  absent: 'It is surely not in the ERP; it will be tried again.',
  'half-there': 'A part of it is in the ERP; it will be sent again, which only adds what is missing.',
  'not-started': 'The agent could not start; it will be tried again.',
  confirmed: 'Read back from the ERP: it stands there exactly as accepted.',
  refused: 'The ERP refused it; nothing was booked.',
  'needs-human': 'A person must look at it.',
  'probe-adopt': 'The ERP is read again, to adopt what is there.',
  'probe-void': 'The ERP is read again, to make sure that nothing is there.',
  'probe-sweep': 'The ERP is read once more, to make sure that nothing is there.',
  'probe-answered': 'The ERP was read again.',
  'probe-unanswered': 'The ERP could not be read.',
  adopted: 'What stands in the ERP was adopted.',
  voided: 'It is not in the ERP: declared void.',
  swept: 'Looked up once more: it is not in the ERP.',
  ghost: 'The ERP holds records of it although it was to have none.',
  'complete-missing': 'What is missing in the ERP will be sent.',
  restored: 'The server was restored from a backup; everything under way is looked up again.',
}

/** The words for an action of the core, with its reason behind it. */
export function sentenceFor(action: string, why?: string): string {
  const sentence = SENTENCES[action] ?? `${action}.`
  return why ? `${sentence} (${why})` : sentence
}

/** The ERP's own words inside an outcome, for the time line and for translation by the connector. */
export function wordsOf(outcome: Outcome): string[] {
  switch (outcome.result) {
    case 'REFUSED':
      return outcome.sentences.length > 0 ? outcome.sentences : [outcome.report]
    case 'UNVERIFIED':
      return [outcome.because, ...linesOf(outcome.report)]
    case 'NOT_STARTED':
      return [outcome.because]
    case 'ABSENT':
      return []
    default:
      return linesOf(outcome.report)
  }
}

/** Line by line, because each record has its own verdict. */
function linesOf(report = ''): string[] {
  return report.split('\n').filter((line) => line.trim() !== '')
}

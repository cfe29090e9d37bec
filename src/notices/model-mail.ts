/** A mail as text and as a simple page: what happened, what to do, where. */
import type { EventKey } from './model.ts'
import { eventOf } from './model.ts'

export interface Entry {
  title: string
  text: string
  /** In the pages; the address before it is the operator's. */
  path?: string
}

export interface Letter {
  subject: string
  to: { name: string }
  sections: { heading?: string; entries: Entry[] }[]
  /** Why this person gets it. */
  because: string
  company: { id: number; name: string }
}

/** The mail of one notice, or of several that came together. */
export function letterOf(
  to: { name: string },
  company: Letter['company'],
  notices: (Entry & { event: EventKey })[],
): Letter {
  const events = [...new Set(notices.map((each) => each.event))].map((each) => `“${eventOf(each).label}”`)
  return {
    subject: notices.length === 1 ? notices[0]!.title : `${notices.length} notices from ${company.name}`,
    to,
    company,
    sections: [{ entries: notices }],
    because: `You chose to be told of ${events.join(', ')} by e-mail.`,
  }
}

/** `publicUrl` without a slash at its end. */
export function written(letter: Letter, publicUrl: string): { subject: string; text: string; html: string } {
  const choices = `${publicUrl}/companies/${letter.company.id}/notices/choices`
  return { subject: letter.subject, text: asText(letter, publicUrl, choices), html: asPage(letter, publicUrl, choices) }
}

function asText({ to, sections, because, company }: Letter, url: string, choices: string): string {
  const entry = ({ title, text, path }: Entry) => [title, text, ...(path ? [url + path] : [])].join('\n')
  const parts = sections.flatMap(({ heading, entries }) => [
    ...(heading ? [heading.toUpperCase()] : []),
    ...entries.map(entry),
  ])
  return [`Hello ${to.name},`, ...parts, `-- \n${company.name}, Gusset. ${because}\nChange it: ${choices}`, ''].join(
    '\n\n',
  )
}

function asPage({ to, sections, because, company }: Letter, url: string, choices: string): string {
  const entry = ({ title, text, path }: Entry) =>
    `<p><strong>${path ? `<a href="${escaped(url + path)}">${escaped(title)}</a>` : escaped(title)}</strong><br>${escaped(text).replaceAll('\n', '<br>')}</p>`
  const parts = sections.flatMap(({ heading, entries }) => [
    ...(heading ? [`<h2 style="font-size:1.1em">${escaped(heading)}</h2>`] : []),
    ...entries.map(entry),
  ])
  return `<!doctype html><html lang="en"><body style="font-family:sans-serif;line-height:1.5">
<p>Hello ${escaped(to.name)},</p>
${parts.join('\n')}
<p style="color:#555;font-size:0.9em">${escaped(company.name)}, Gusset. ${escaped(because)} <a href="${escaped(choices)}">Change it</a></p>
</body></html>`
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign)

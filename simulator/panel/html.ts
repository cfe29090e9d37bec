/** HTML by template: every value is escaped unless it is markup made here. */

export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Piece = string | number | Markup | readonly Markup[]

export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  return new Markup(strings.map((text, at) => text + (at < pieces.length ? show(pieces[at] as Piece) : '')).join(''))
}

function show(piece: Piece): string {
  if (piece instanceof Markup) return piece.text
  if (Array.isArray(piece)) return (piece as readonly Markup[]).map((one) => one.text).join('')
  return escaped(String(piece))
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export interface Column {
  title: string
  /** Numbers stand to the right. */
  right?: boolean
}

/** A table with a caption for those who hear the page; an empty one says so. */
export function tableOf(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup {
  if (rows.length === 0) return html`<h2>${caption}</h2><p>None.</p>`
  const cell = (value: string | Markup, at: number): Markup =>
    columns[at]?.right ? html`<td class="right">${value}</td>` : html`<td>${value}</td>`
  const head = columns.map(({ title, right }) =>
    right ? html`<th scope="col" class="right">${title}</th>` : html`<th scope="col">${title}</th>`,
  )
  return html`<h2>${caption}</h2><div class="wide"><table><caption class="unseen">${caption}</caption><thead><tr>${head}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody></table></div>`
}

export interface Field {
  name: string
  label: string
  value?: string
  /** Choices make a list to pick from. */
  choices?: readonly string[]
  hidden?: boolean
}

/** A form for one desk action, folded under its title unless it is a lone button. */
export function formFor(action: string, title: string, fields: readonly Field[]): Markup {
  const button = html`<button type="submit">${title}</button>`
  const inputs = fields.map(fieldOf)
  const form = html`<form method="post" action="/desk/${action}">${inputs}${button}</form>`
  return fields.every((field) => field.hidden) ? form : html`<details><summary>${title}</summary>${form}</details>`
}

function fieldOf({ name, label, value = '', choices, hidden }: Field): Markup {
  if (hidden) return html`<input type="hidden" name="${name}" value="${value}">`
  if (!choices) return html`<label>${label} <input name="${name}" value="${value}"></label>`
  const options = choices.map((choice) =>
    choice === value ? html`<option selected>${choice}</option>` : html`<option>${choice}</option>`,
  )
  return html`<label>${label} <select name="${name}">${options}</select></label>`
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:0 1rem 3rem}
nav{display:flex;gap:1rem;flex-wrap:wrap;padding:.8rem 0;border-bottom:1px solid #8886}nav a{padding:.2rem 0}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:1.6rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884;vertical-align:top}.right{text-align:right;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}form{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end;margin:.5rem 0}
label{display:flex;flex-direction:column;font-size:.85rem}input,select,textarea,button{font:inherit;padding:.3rem .5rem}textarea{min-width:min(40rem,90vw)}
.problem{border-left:.3rem solid #c33;padding:.5rem 1rem;background:#c331}summary{cursor:pointer;margin-top:.5rem}`

const LINKS = [
  ['/', 'Jobs'],
  ['/vendors', 'Vendors'],
  ['/commitments', 'Commitments'],
  ['/batches', 'Batches to post'],
  ['/settings', 'Knobs and faults'],
] as const

/** A whole page. `problem` is what refused the last action. */
export function pageOf(title: string, problem: string, body: Markup): string {
  const links = LINKS.map(([href, label]) => html`<a href="${href}">${label}</a>`)
  const refusal = problem === '' ? html`` : html`<p class="problem" role="alert">${problem}</p>`
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} - Sage desk</title><style>${new Markup(STYLE)}</style></head>
<body><nav aria-label="Desk">${links}</nav><main><h1>${title}</h1>${refusal}${body}</main></body></html>`.text
}

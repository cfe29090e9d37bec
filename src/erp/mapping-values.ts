/**
 * Where outbound values come from: paths through a frozen document, one scope for each record a table makes of it. Pure.
 */
import type { OutboundRow, OutboundTable } from './mapping.ts'

/** The document and, for each list on the way to this record, the element it stands for. */
export interface Scope {
  document: unknown
  elements: Map<string, { value: unknown; index: number }>
}

/** What comes with the rendering and not with the document: `@marker`, `@today`. */
export type Extra = Record<string, string>

/** One scope for each record the table makes of the document. */
export function scopesOf(table: OutboundTable, document: unknown): Scope[] {
  let scopes: Scope[] = [{ document, elements: new Map() }]
  const names = table.each?.split('.') ?? []
  for (const depth of names.keys()) {
    const path = names.slice(0, depth + 1).join('.')
    scopes = scopes.flatMap((scope) => elementsAt(scope, path))
  }
  return scopes
}

/** Our value of a row as text: empty when there is none or the row's condition does not hold; flags are 1 and 0. */
export function ourValue(scope: Scope, row: OutboundRow, extra: Extra): string {
  if (row.when && asText(valueAt(scope, row.when.from), row.when.from) !== row.when.is) return ''
  if (row.from.startsWith('= ')) return row.from.slice(2)
  if (row.from.startsWith('@')) return extra[row.from.slice(1)] ?? ''
  return asText(valueAt(scope, row.from), row.from)
}

/** The list whose element the path leads through, deepest first; undefined = the document's own value. */
export function listOf(scope: Scope, path: string): string | undefined {
  const lists = [...scope.elements.keys()].filter((list) => path.startsWith(`${list}.`))
  return lists.sort((a, b) => b.length - a.length)[0]
}

/** The path with the places of its elements, as a form names it: `lines.6.amount`. */
export function fieldOf(scope: Scope, path: string): string {
  const names = path.split('.')
  return names
    .flatMap((name, depth) => {
      const element = scope.elements.get(names.slice(0, depth + 1).join('.'))
      return element && depth < names.length - 1 ? [name, String(element.index)] : [name]
    })
    .join('.')
}

/** `Line {lines.number}` with the values in place of the braces. */
export function fill(scope: Scope, pattern: string): string {
  return pattern.replaceAll(/\{([^}]+)\}/g, (_, path: string) => asText(valueAt(scope, path), path))
}

/** A value of the document itself, as text. */
export function ourText(document: unknown, path: string): string {
  return textAt({ document, elements: new Map() }, path)
}

export function textAt(scope: Scope, path: string): string {
  return asText(valueAt(scope, path), path)
}

function valueAt(scope: Scope, path: string): unknown {
  const list = listOf(scope, path)
  const start = list === undefined ? scope.document : scope.elements.get(list)?.value
  const rest = list === undefined ? path : path.slice(list.length + 1)
  let value = start
  for (const name of rest.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}

function elementsAt(scope: Scope, path: string): Scope[] {
  const list = valueAt(scope, path)
  if (list === undefined || list === null) return []
  if (!Array.isArray(list)) throw new Error(`The document’s ${path} is not a list.`)
  return list.map((value: unknown, index) => ({
    document: scope.document,
    elements: new Map(scope.elements).set(path, { value, index }),
  }))
}

function asText(value: unknown, path: string): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw new Error(`The document’s ${path} is neither text nor number nor flag.`)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The four people of the example company and how they sign in. For the example only: a real installation makes its own. */
export type ExampleRole = 'Project manager' | 'Accounting approver' | 'Administrator' | 'Reader'

export interface ExamplePerson {
  role: ExampleRole
  name: string
  email: string
  password: string
}

export const PEOPLE: ExamplePerson[] = [
  { role: 'Project manager', name: 'Paula Marsh', email: 'manager@example.test', password: 'send-to-erp-1' },
  { role: 'Accounting approver', name: 'Arthur Boone', email: 'approver@example.test', password: 'month-end-12' },
  { role: 'Administrator', name: 'Ada Quill', email: 'admin@example.test', password: 'keeps-it-up-1' },
  { role: 'Reader', name: 'Rita Vance', email: 'reader@example.test', password: 'looks-only-1' },
]

export const person = (role: ExampleRole): ExamplePerson => {
  const found = PEOPLE.find((each) => each.role === role)
  if (!found) throw new Error(`The example has no ${role}.`)
  return found
}

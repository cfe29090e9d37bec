import type { Books } from './books.ts'
import type { Session } from './import.ts'
import type { ImportRecord } from './reader.ts'

/** `ap-import-vendors`: "A vendor that exists is refused". */
export function vendorSession(books: Books): Session {
  return {
    take: (record) => ({ verdicts: [{ record, refused: record.problem ?? addVendor(books, record) }] }),
    end: () => [],
  }
}

function addVendor(books: Books, { values }: ImportRecord): string | null {
  const of = (name: string): string => values[name] ?? ''
  if (books.get('APM_MASTER__VENDOR', of('Code'))) return 'A vendor with that code already exists.'
  books.insert('APM_MASTER__VENDOR', {
    Vendor: of('Code'),
    Name: of('Name'),
    Address_1: of('Address1'),
    Address_2: of('Address2'),
    City: of('AddressCity'),
    State: of('AddressState'),
    ZIP_Code: of('AddressZip'),
    Telephone: of('Phone'),
    Fax_Number: of('Fax'),
  })
  return null
}

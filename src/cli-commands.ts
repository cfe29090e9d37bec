/** The commands of the command line as a table: their words, their options, what they do. */
import { exportCompany, importCompany, restore, takeBackup } from './cli-archive.ts'
import { changePassword, newCompany, newToken, newUser } from './cli-people.ts'
import { migrateNow, verifyAll } from './cli-verify.ts'
import type { Clock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Log } from './platform/log.ts'

export interface Given {
  config: Config
  /** The data folder, as a full path. */
  data: string
  clock: Clock
  log: Log
  say(line: string): void
  /** The words after the command, by their names in the table. */
  named: Record<string, string>
  values: Record<string, string | boolean | undefined>
}

export interface Command {
  words: string[]
  options: Record<string, { about: string; flag?: true; needed?: true }>
  about: string
  /** False: it was carried out and the answer is no (`verify`). Errors are sentences for the administrator. */
  run(given: Given): Promise<boolean>
}

const company = { about: 'Name or number of the company.', needed: true } as const
const template = { about: 'Name of a permission template of the company; Administrator when left out.' }
const approver = { about: 'Gives the privilege Can Push to Accounting.', flag: true } as const
const password = { about: 'Reads the password from standard input, where nobody sees it.', flag: true } as const

export const COMMANDS: Record<string, Command> = {
  migrate: {
    words: [],
    options: {},
    about: 'Brings the database to the schema of this version. A starting server does so by itself.',
    run: migrateNow,
  },
  'company create': {
    words: ['NAME'],
    options: {
      'time-zone': { about: 'Such as America/Chicago; UTC when left out.' },
      currency: { about: 'Three letters; USD when left out.' },
    },
    about: 'Makes a company, with a permission template named Administrator.',
    run: newCompany,
  },
  'user create': {
    words: ['EMAIL'],
    options: {
      name: { about: 'Name of the person.' },
      company,
      template,
      'project-template': { about: 'Template in every project; the one of the same name, when there is one.' },
      approver,
      'password-from-stdin': password,
    },
    about: 'Makes a person a member of a company. Whoever has an account already keeps it, and its password.',
    run: newUser,
  },
  'user password': {
    words: ['EMAIL'],
    options: { 'password-from-stdin': { ...password, needed: true } },
    about: 'Gives a person another password and ends their sessions.',
    run: changePassword,
  },
  'token create': {
    words: ['NAME'],
    options: { company, template, approver },
    about: 'Makes an API client. Its secret is printed this once and kept nowhere.',
    run: newToken,
  },
  backup: {
    words: ['FILE'],
    options: {},
    about: 'Writes the whole database into one file, also while the server runs. Keep the server’s key beside it.',
    run: takeBackup,
  },
  restore: {
    words: ['FILE'],
    options: {
      reason: { about: 'Why; it is kept in the history of every export that is looked up again.', needed: true },
      'other-key': {
        about: 'Although the key of the backup’s server is lost: every agent has to enrol again.',
        flag: true,
      },
    },
    about:
      'Puts a backup into an empty database. At the next start everything unfinished is first looked up in the ERP.',
    run: restore,
  },
  verify: {
    words: [],
    options: {},
    about: 'Proves the histories’ chains, the schema and the wall between companies.',
    run: verifyAll,
  },
  export: {
    words: ['COMPANY', 'FILE'],
    options: {},
    about: 'Writes one company with all it has into a file, without passwords, agents and API clients.',
    run: exportCompany,
  },
  import: {
    words: ['FILE'],
    options: {},
    about: 'Takes in an exported company that is not here yet. The server must be stopped.',
    run: importCompany,
  },
}

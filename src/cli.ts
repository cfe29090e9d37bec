/** The administrator's command line: `gusset help`. Exit codes: 0 done, 1 it could not be done, 2 wrongly called or wrongly set up. */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { COMMANDS, type Command } from './cli-commands.ts'
import { systemClock as clock } from './platform/clock.ts'
import { ConfigError, loadConfig } from './platform/config.ts'
import { openDataFolder } from './platform/data-folder.ts'
import { blankSecrets, createLog } from './platform/log.ts'
import { setServerNumber } from './platform/new-id.ts'
import { VERSION } from './platform/version.ts'

/** Servers have the numbers 0 to 7 and begin with 0: the last one is the least likely to be making ids at the same moment. */
const OUR_NUMBER = 7

class Usage extends Error {}

process.exitCode = await run(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${blankSecrets(error.message)}\n`)
  return error instanceof Usage || error instanceof ConfigError ? 2 : 1
})

async function run(args: string[]): Promise<number> {
  if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] ?? '')) return say(overview())
  if (args[0] === '--version') return say(VERSION)
  const [name, command] = commandOf(args)
  const rest = args.slice(name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) return say(usageOf(name, command))
  const { values, positionals } = parsed(name, command, rest)
  const config = loadConfig(process.env)
  const data = resolve(config.GUSSET_DATA ?? '.gusset')
  setServerNumber(OUR_NUMBER)
  openDataFolder(data)
  const named = Object.fromEntries(command.words.map((word, at) => [word, positionals[at] ?? '']))
  const good = await command.run({ config, data, clock, log: createLog('silent'), say, named, values })
  return good ? 0 : 1
}

function commandOf(args: string[]): [string, Command] {
  for (const name of [args.slice(0, 2).join(' '), args[0] ?? '']) {
    const command = COMMANDS[name]
    if (command) return [name, command]
  }
  const near = Object.keys(COMMANDS).filter((each) => each.startsWith(`${args[0]} `))
  throw new Usage(
    near.length > 0
      ? `“gusset ${args[0]}” needs a further word: ${near.join(', ')}.`
      : `There is no command “${args[0]}”. “gusset help” lists them.`,
  )
}

function parsed(name: string, command: Command, args: string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([option, { flag }]) => [
      option,
      { type: flag ? ('boolean' as const) : ('string' as const) },
    ]),
  )
  const wrong = (what: string) => new Usage(`${what}\n\n${usageOf(name, command)}`)
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (positionals.length !== command.words.length)
      throw wrong(
        positionals.length < command.words.length
          ? `${command.words[positionals.length]} is missing.`
          : `“${positionals[command.words.length]}” is one word too many; put names of several words in quotation marks.`,
      )
    const missing = Object.entries(command.options).find(([option, { needed }]) => needed && !values[option])
    if (missing) throw wrong(`--${missing[0]} is missing.`)
    return { values, positionals }
  } catch (error) {
    if (error instanceof Usage) throw error
    throw wrong(`${(error as Error).message.split('. ')[0]}.`)
  }
}

function usageOf(name: string, { words, options, about }: Command): string {
  const lines = Object.entries(options).map(
    ([option, { flag, needed, about: what }]) =>
      `  --${option}${flag ? '' : ' …'}`.padEnd(28) + (needed ? `${what} Needed.` : what),
  )
  return [`gusset ${[name, ...words].join(' ')}`, about, ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')
}

function overview(): string {
  const commands = Object.entries(COMMANDS).map(
    ([name, { words, about }]) =>
      `  ${[name, ...words].join(' ').padEnd(26)} ${about.split('. ')[0]?.replace(/\.$/, '')}.`,
  )
  return [
    `Gusset ${VERSION}, for the administrator of an installation.`,
    '',
    ...commands,
    '',
    '“gusset COMMAND --help” tells the options. Settings are those of the server: GUSSET_DATA or DATABASE_URL, GUSSET_CONFIG.',
  ].join('\n')
}

function say(line: string): number {
  process.stdout.write(`${line}\n`)
  return 0
}

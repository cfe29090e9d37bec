import { expect, it } from 'vitest'
import { browserOf } from './browser-name.ts'
import { newRecoveryCodes, newTotpSecret, recoveryHash, stepOfCode, totpAddress } from './codes.ts'
import { sealerOf } from './seal.ts'

/** RFC 6238, appendix B: the ASCII secret 12345678901234567890 in Base32; its eight digits end in these six. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const RFC_CODES: [seconds: number, code: string][] = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
]
const at = (seconds: number) => new Date(seconds * 1000)

it.each(RFC_CODES)('takes the code of the standard at %i seconds', (seconds, code) => {
  expect(stepOfCode(RFC_SECRET, code, at(seconds), 0)).toBe(Math.floor(seconds / 30))
})

it('takes a code one step early or late, no more, and none twice', () => {
  const [seconds, code] = RFC_CODES[2]!
  const step = Math.floor(seconds / 30)
  expect(stepOfCode(RFC_SECRET, code, at(seconds + 30), 0)).toBe(step)
  expect(stepOfCode(RFC_SECRET, code, at(seconds - 30), 0)).toBe(step)
  expect(stepOfCode(RFC_SECRET, code, at(seconds + 60), 0)).toBeUndefined()
  expect(stepOfCode(RFC_SECRET, code, at(seconds - 60), 0)).toBeUndefined()
  for (const last of [step, step + 1, step + 1000])
    expect(stepOfCode(RFC_SECRET, code, at(seconds), last)).toBeUndefined()
  for (const junk of ['', '00592', '0059244', '00592a', '٠٠٥٩٢٤'])
    expect(stepOfCode(RFC_SECRET, junk, at(seconds), 0)).toBeUndefined()
})

it('makes secrets and addresses that apps read', () => {
  const secret = newTotpSecret()
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  const address = new URL(totpAddress(secret, 'pam@bay.example'))
  expect(address.href).toMatch(/^otpauth:\/\/totp\/Gusset:pam(@|%40)bay\.example\?/)
  expect(address.searchParams.get('secret')).toBe(secret)
})

it('makes ten unlike recovery codes, known again however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3}$/)
  const [one] = codes
  expect(recoveryHash(` ${one!.toUpperCase().replaceAll('-', ' ')}`)).toEqual(recoveryHash(one!))
})

it('seals a secret for its owner: another owner, another key or one changed bit opens nothing', () => {
  const [ours, theirs] = [sealerOf(Buffer.alloc(32, 1)), sealerOf(Buffer.alloc(32, 2))]
  const sealed = ours.seal('JBSWY3DP', 11)
  expect(sealed.includes('JBSWY3DP')).toBe(false)
  expect(ours.seal('JBSWY3DP', 11)).not.toEqual(sealed)
  expect(ours.open(sealed, 11)).toBe('JBSWY3DP')
  expect([ours.open(sealed, 12), theirs.open(sealed, 11), ours.open(Buffer.alloc(3), 11)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  for (let at = 0; at < sealed.length; at++) {
    const bent = Buffer.from(sealed)
    bent[at] = bent[at]! ^ 1
    expect(ours.open(bent, 11)).toBeUndefined()
  }
})

it.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
    'Chrome on Linux',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604', 'Safari on iOS'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on macOS'],
  ['curl/8.5.0', 'curl/8.5.0'],
  ['', 'Unknown'],
])('calls a browser by its name: %s', (userAgent, name) => expect(browserOf(userAgent)).toBe(name))

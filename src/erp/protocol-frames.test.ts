import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  FrameError,
  FrameReader,
  FrameWriter,
  isSignedBy,
  publicKeyFrom,
  publicKeyText,
  signText,
} from './protocol-frames.ts'

const ours = generateKeyPairSync('ed25519')
const strangers = generateKeyPairSync('ed25519')

function pair(session = 'session-1', key = ours.privateKey) {
  return { writer: new FrameWriter(session, key), reader: new FrameReader('session-1', ours.publicKey) }
}

describe('frames', () => {
  it('are read in order', () => {
    const { writer, reader } = pair()
    for (const n of [1, 2, 3]) expect(reader.read(writer.write({ n }))).toEqual({ n })
  })

  it('of another key are not believed', () => {
    const { writer, reader } = pair('session-1', strangers.privateKey)
    expect(() => reader.read(writer.write({ n: 1 }))).toThrow(/not signed/)
  })

  it('of another session are not believed', () => {
    const { writer, reader } = pair('session-2')
    expect(() => reader.read(writer.write({ n: 1 }))).toThrow(/not signed/)
  })

  it('replayed, swapped or dropped are not believed', () => {
    const { writer, reader } = pair()
    const [first, second, third] = [1, 2, 3].map((n) => writer.write({ n }))
    reader.read(first!)
    expect(() => reader.read(first!)).toThrow('Frame 2 was due, frame 1 came.')
    expect(() => reader.read(third!)).toThrow('Frame 2 was due, frame 3 came.')
    expect(reader.read(second!)).toEqual({ n: 2 })
  })

  it('renumbered or changed anywhere are not believed', () => {
    const text = pair().writer.write({ amount: '100.00' })
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), (at, flip) => {
        const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ flip) + text.slice(at + 1)
        let read: unknown
        try {
          read = new FrameReader('session-1', ours.publicKey).read(changed)
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError)
          return
        }
        expect(read).toEqual({ amount: '100.00' })
      }),
      { numRuns: 500 },
    )
  })

  it('of any text end in a FrameError or nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(() => pair().reader.read(text)).toThrow(FrameError)
      }),
    )
  })
})

describe('keys', () => {
  it('go through text', () => {
    const key = publicKeyFrom(publicKeyText(ours.publicKey))
    expect(isSignedBy(key, 'text', signText(ours.privateKey, 'text'))).toBe(true)
    expect(isSignedBy(key, 'text.', signText(ours.privateKey, 'text'))).toBe(false)
    expect(isSignedBy(key, 'text', '')).toBe(false)
  })

  it('of another kind are refused', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    expect(() => publicKeyFrom(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'))).toThrow(/Ed25519/)
  })
})

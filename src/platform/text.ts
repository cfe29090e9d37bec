/** Checks on text that goes to an ERP, and how words are written. Pure; runs in the browser too. */

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Counts characters as people do (code points), so that one letter of any script counts once. */
export function tooLong(text: string, max: number): boolean {
  return text.length > max && [...text].length > max
}

/** The characters that Windows-1252 cannot write, each once, in order; empty when there is none. */
export function outsideWindows1252(text: string): string {
  return [...new Set(text)].filter((each) => !inWindows1252(each)).join('')
}

/** Control characters break line-oriented files: tab, line feed, escape, delete and their kin. */
export function hasControlCharacters(text: string): boolean {
  return [...text].some((each) => {
    const code = each.codePointAt(0) ?? 0
    return code < 0x20 || (code >= 0x7f && code < 0xa0)
  })
}

/** What the code page holds in 0x80 to 0x9f, where Latin-1 has control characters. */
const SPECIALS = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

function inWindows1252(character: string): boolean {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 || (code >= 0xa0 && code <= 0xff) || SPECIALS.has(character)
}

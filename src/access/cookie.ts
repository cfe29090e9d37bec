/** The session's cookie: not for scripts, not for other sites; bound to the very host when the server is reached by https. */

export interface SessionCookie {
  read(header: string): string | undefined
  /** Value of Set-Cookie. */
  write(secret: string, maxAgeSeconds: number): string
  clear(): string
}

export function sessionCookie(publicUrl: string | undefined): SessionCookie {
  const secure = publicUrl?.startsWith('https:') ?? false
  const name = secure ? '__Host-gusset' : 'gusset'
  const write = (secret: string, maxAge: number) =>
    `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAge}${secure ? '; Secure' : ''}`
  return {
    read: (header) =>
      header
        .split(/;\s*/)
        .find((each) => each.startsWith(`${name}=`))
        ?.slice(name.length + 1) || undefined,
    write,
    clear: () => write('', 0),
  }
}

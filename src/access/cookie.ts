/** Cookies of ours: not for scripts, not for other sites; bound to the very host when the server is reached by https. */

export interface OwnCookie {
  read(header: string): string | undefined
  /** Value of Set-Cookie. */
  write(secret: string, maxAgeSeconds: number): string
  clear(): string
}

export const sessionCookie = (publicUrl: string | undefined): OwnCookie => cookieNamed('gusset', publicUrl)
/** Of a sign-in that is under way at the provider. */
export const wayCookie = (publicUrl: string | undefined): OwnCookie => cookieNamed('gusset-way', publicUrl)

function cookieNamed(plain: string, publicUrl: string | undefined): OwnCookie {
  const secure = publicUrl?.startsWith('https:') ?? false
  const name = secure ? `__Host-${plain}` : plain
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

// Letters that Unicode does not decompose into a Latin letter and a mark.
const spelled: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/** A name for use in an address: "Élite Flyers" becomes `elite-flyers`. Empty if no letter is Latin. */
export function slugOf(name: string, maxLength: number): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => spelled[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, maxLength)
    .replace(/-+$/, '')
}

/** First path segments under /app that no workspace may use: pages before sign-in, and the console's files. */
export const reservedSlugs: readonly string[] = [
  'account',
  'assets',
  'board',
  'confirm-recipient',
  'forgot-password',
  'invitation',
  'report',
  'reset-password',
  'restore-email',
  'setup',
  'track',
  'sign-in',
  'sign-up',
  'sso',
  'system',
  'verify-email',
]

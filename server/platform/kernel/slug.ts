// Letters that Unicode does not take apart into a Latin letter and a mark.
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

/** A name as it stands in an address: "Élite Flyers" is `elite-flyers`. Empty where no letter is Latin. */
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

/** First parts of addresses under /app that are no workspace's: pages before sign-in, and the console's files. */
export const reservedSlugs: readonly string[] = [
  'account',
  'assets',
  'board',
  'forgot-password',
  'invitation',
  'report',
  'reset-password',
  'setup',
  'track',
  'sign-in',
  'sign-up',
  'sso',
  'system',
  'verify-email',
]

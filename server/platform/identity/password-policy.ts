import { createRequire } from 'node:module'
import { invalidRequest } from '../kernel/problem.ts'
import { Type } from '../kernel/schema.ts'

const shortest = 10

/** A new password, as every operation that sets one takes it. */
export const newPassword = Type.String({
  minLength: shortest,
  maxLength: 200,
  description: `At least ${shortest} characters; any characters.`,
})

const require = createRequire(import.meta.url)
let known: Set<string> | null = null

/** Those that are tried first, from lists that leaked; read with the first new password. Shorter ones cannot be chosen anyway. */
function common(): Set<string> {
  if (known) return known
  const { dictionary } = require('@zxcvbn-ts/language-common') as { dictionary: Record<string, unknown[]> }
  // The first list leaves out long passwords that it recognizes by their parts. The second has them whole.
  const lists = [dictionary['passwords-common'] as string[], require('popular-passwords') as string[]]
  known = new Set(lists.flatMap((list) => list.filter((password) => password.length >= shortest)))
  return known
}

/** How many passwords are refused because they are on a list. */
export const commonCount = (): number => common().size

/** Whose password it is to be: their own names are the first guess. */
export interface Owner {
  email: string
  displayName: string
}

/**
 * Refuses what an attacker tries first, and nothing else: no digits, capitals or symbols are asked for,
 * because they make passwords hard to remember and not hard to guess. The one policy of sign-up, invitation,
 * change and reset.
 */
export function checkPassword(password: string, { email, displayName }: Owner, field = 'password'): void {
  const plain = password.normalize('NFKC').toLowerCase()
  const refuse = (message: string, what: string) =>
    invalidRequest(`${message}. A few unrelated words make a good one`, {
      details: [{ field, message: what }],
    })
  if (common().has(plain) || common().has(plain.replace(/\s+/g, '')))
    throw refuse(
      'This password is on the lists that leaked from other places, and is tried first',
      'is too common: a few words that do not belong together make a good one',
    )
  if (isRepetition(plain))
    throw refuse(
      'This password repeats the same few characters',
      'is too easy to guess: a few words that do not belong together make a good one',
    )
  const own = [email, email.split('@')[0] ?? '', displayName, displayName.replace(/\s+/g, '')]
  if (own.some((text) => isLittleMoreThan(plain, text.toLowerCase())))
    throw refuse('This password is your own name or address, or little more', 'is your own name or address')
}

function isRepetition(plain: string): boolean {
  return new Set(plain).size < 4 || /^(.{1,5}?)\1+$/u.test(plain)
}

/** Someone who guesses treats `ada.holm1` and `!ada.holm!` like `ada.holm`. */
function isLittleMoreThan(plain: string, text: string): boolean {
  return text.length >= 4 && plain.includes(text) && plain.length - text.length <= 4
}

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { DatabaseError } from '../database/database-error.ts'
import { longestPassphrase, shortestPassphrase } from './seal.ts'

/**
 * Asks for a passphrase on the terminal without showing it, or reads the first line of standard input: never from the
 * arguments of a command, which every user of the machine can read.
 */
async function ask(question: string): Promise<string> {
  const isTerminal = process.stdin.isTTY === true
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  if (isTerminal) process.stderr.write(question)
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal })
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve)
      lines.once('close', () =>
        reject(new DatabaseError('There is no passphrase on standard input. Send it as the first line')),
      )
      lines.once('SIGINT', () => process.exit(130))
    })
  } finally {
    lines.close()
    if (isTerminal) process.stderr.write('\n')
  }
}

export const askPassphrase = () => ask('Passphrase of the backup: ')

/** The passphrase of a new backup. On a terminal it is typed twice. */
export async function askNewPassphrase(): Promise<string> {
  const passphrase = await ask('New passphrase: ')
  if (passphrase.length < shortestPassphrase || passphrase.length > longestPassphrase)
    throw new DatabaseError(
      `A passphrase has ${shortestPassphrase} to ${longestPassphrase} characters. A few unrelated words work well`,
    )
  if (process.stdin.isTTY === true && (await ask('Repeat it: ')) !== passphrase)
    throw new DatabaseError('The two passphrases are not the same')
  return passphrase
}

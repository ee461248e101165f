#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { type PackStatus, verifyPack } from './verify-pack.ts'

const usage = `Usage: apron-verify PACK.json [--offline] [--key z6Mk…] [--at 2026-12-31]

Verifies a pack of a training record. It never uses the network; --offline says so.
  --key   a public key that you trust, from the did.json of the school; may be repeated
  --at    judge the status list as of this day, instead of now

Exit code: 0 verified, 1 changed, 2 revoked, 3 its status is not known, 4 wrong use.`

const codes: Record<PackStatus, number> = {
  verified: 0,
  integrity_mismatch: 1,
  revoked: 2,
  status_unknown: 3,
}

interface Arguments {
  file: string
  keys: string[]
  at: Date | null
}

function readArguments(args: readonly string[]): Arguments | null {
  const read: Arguments = { file: '', keys: [], at: null }
  for (let index = 0; index < args.length; index++) {
    const name = args[index] ?? ''
    if (name === '--offline') continue
    if (name === '--key') read.keys.push(args[++index] ?? '')
    else if (name === '--at') read.at = new Date(args[++index] ?? '')
    else if (name.startsWith('-') || read.file) return null
    else read.file = name
  }
  return read.file && !Number.isNaN(read.at?.getTime() ?? 0) ? read : null
}

async function main(): Promise<number> {
  const read = readArguments(process.argv.slice(2))
  if (!read) {
    console.error(usage)
    return 4
  }
  let text: string
  try {
    text = readFileSync(read.file, 'utf8')
  } catch {
    console.error(`There is no file ${read.file} that can be read`)
    return 4
  }
  const verdict = await verifyPack(text, {
    ...(read.at ? { now: read.at } : {}),
    ...(read.keys.length > 0 ? { trustedKeys: read.keys } : {}),
  })
  const { status, part, message, title, student, issuer, issuedAt, publicKey } = verdict
  console.log(`${status}${part ? `: ${part}` : ''}`)
  console.log(message)
  if (title) console.log(`\n${title}\n${student ?? ''}\nissued by ${issuer} at ${issuedAt}`)
  if (publicKey) console.log(`signed with ${publicKey}`)
  return codes[status]
}

process.exitCode = await main()

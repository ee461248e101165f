import assert from 'node:assert/strict'
import { getTestContext } from 'node:test'
import type { Operation } from '../kernel/operation.ts'

// `npm test -- --operation createBase` and `--module fleet` attack these operations alone; both may be repeated.

const parts = ['operation', 'module'] as const
type Part = (typeof parts)[number]
type Environment = Record<string, string | undefined>
type Named = Pick<Operation, 'id' | 'module'>

/** Under these names the tests inherit the choice from `npm test`. */
const variables: Record<Part, string> = { operation: 'ATTACK_OPERATIONS', module: 'ATTACK_MODULES' }

const chosenNames = (part: Part, env: Environment): string[] =>
  env[variables[part]]?.split(',').filter((name) => name !== '') ?? []
const nameOf = (part: Part, { id, module }: Named): string => (part === 'operation' ? id : module)

/** What the arguments of `npm test` choose, as environment for the tests. The other arguments are paths. */
export function readAttackChoice(args: readonly string[]): { env: Record<string, string>; paths: string[] } {
  const env: Record<string, string> = {}
  const paths: string[] = []
  const rest = [...args]
  for (let argument = rest.shift(); argument !== undefined; argument = rest.shift()) {
    const [, part, inline] = /^--(operation|module)(?:=(.*))?$/.exec(argument) ?? []
    if (part) {
      const variable = variables[part as Part]
      env[variable] = [env[variable], inline ?? rest.shift()].filter(Boolean).join(',')
    } else if (!argument.startsWith('-')) paths.push(argument)
  }
  return { env, paths }
}

/** Whether only some operations are attacked. */
export const isPartial = (env: Environment = process.env): boolean =>
  parts.some((part) => env[variables[part]] !== undefined)

/** Whether this run attacks the operation. */
export const isChosen = (operation: Named, env: Environment = process.env): boolean =>
  !isPartial(env) || parts.some((part) => chosenNames(part, env).includes(nameOf(part, operation)))

/** The targets that this run attacks. Where it attacks none of them, the test is reported as skipped. */
export function chosen<O extends Named>(targets: readonly O[]): readonly O[] {
  assert.ok(targets.length > 0, 'there is nothing to attack')
  const attacked = targets.filter((target) => isChosen(target))
  const context = getTestContext()
  if (attacked.length === 0 && context && 'skip' in context)
    context.skip('it attacks none of the chosen operations')
  return attacked
}

/** A sentence for each part of the choice that fits no operation. */
export function faultsOfChoice(operations: readonly Named[], env: Environment): string[] {
  return parts.flatMap((part) => {
    if (env[variables[part]] === undefined) return []
    const names = [...new Set(operations.map((operation) => nameOf(part, operation)))].sort()
    const choice = chosenNames(part, env)
    if (choice.length === 0) return [`--${part} wants a name, such as --${part} ${names[0]}.`]
    return choice
      .filter((name) => !names.includes(name))
      .map((name) => {
        const similar = names.filter((candidate) => shareWords(candidate, name))
        const known = part === 'module' ? names : similar
        return `No ${part} is called ${name}.${known.length > 0 ? ` There are: ${known.join(', ')}.` : ''}`
      })
  })
}

/** Whether the names share a noun: `flight`, `createFlight` and `flightsApprove` are all like `approveFlight`. */
function shareWords(name: string, other: string): boolean {
  const words = (text: string) =>
    (text.match(/[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase().replace(/s$/, ''))
  const [, ...nouns] = words(name)
  return words(other).some((word) => nouns.includes(word))
}

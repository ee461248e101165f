import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { commonStatuses } from '../http/openapi-answer.ts'
import type { Operation } from '../kernel/operation.ts'
import { malformed } from './answer-form.ts'
import type { Answer, Client } from './client.ts'

// biome-ignore lint/suspicious/noExplicitAny: the document is data
type Described = any

/**
 * Compares answers with the description that the server itself publishes: status, content type, and every field of
 * the body.
 */
export class DeclaredAnswers {
  readonly #document: Described
  readonly #ajv = new Ajv2020({ strict: false })
  readonly #validators = new Map<string, ValidateFunction>()

  private constructor(document: Described) {
    this.#document = document
    ;(addFormats as unknown as (ajv: Ajv2020) => void)(this.#ajv)
    this.#ajv.addSchema({ $id: 'apron', components: document.components })
  }

  static async read(client: Client): Promise<DeclaredAnswers> {
    return new DeclaredAnswers((await client.get('/api/openapi.json')).body)
  }

  /** What is wrong with the answer; null if the description says all of it. */
  faultOf(operation: Operation, answer: Answer): string | null {
    // On a busy machine a statement may take too long, or a document find no turn. The answer says when to try again.
    if (answer.status === 503 && answer.body?.code === 'unavailable' && answer.headers.has('retry-after'))
      return null
    const fault = this.#isWithoutHeaders(operation) ? null : malformed(answer)
    if (fault) return fault
    const path = operation.path.replace(/:(\w+)/g, '{$1}')
    const responses = this.#document.paths[path]?.[operation.method.toLowerCase()]?.responses
    if (!responses) return 'is not described'
    const own = responses[answer.status]
    if (!own)
      return commonStatuses.includes(answer.status)
        ? null
        : `answers ${answer.status}, which is not declared: ${answer.text.slice(0, 200)}`
    if (answer.status >= 400 || answer.status === 304) return null
    return this.#faultOfBody(`${operation.id} ${answer.status}`, own.content, answer)
  }

  /** Pages for people may be kept, and say in a page what they refuse. */
  #isWithoutHeaders({ answers, access }: Operation): boolean {
    return answers === 'file' && access === 'public'
  }

  #faultOfBody(name: string, content: Described, answer: Answer): string | null {
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    if (!content)
      return answer.text === '' ? null : `has a body that is not declared: ${answer.text.slice(0, 200)}`
    const declared = Object.keys(content).find((range) => fits(type, range))
    if (!declared) return `answers ${type}; declared is ${Object.keys(content).join(', ')}`
    if (declared !== 'application/json') return null
    let validate = this.#validators.get(name)
    if (!validate) {
      const text = JSON.stringify(content[declared].schema).replaceAll('"#/', '"apron#/')
      validate = this.#ajv.compile(JSON.parse(text))
      this.#validators.set(name, validate)
    }
    if (validate(answer.body)) return null
    return `breaks its schema: ${this.#ajv.errorsText(validate.errors)} in ${answer.text.slice(0, 300)}`
  }
}

const fits = (type: string, range: string) =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)))

import type { RecordOf } from '#api/record.ts'
import { numberOf } from '#ui/form/number.ts'

export type RiskForm = RecordOf<'frat_form'>
export type Question = RiskForm['questions'][number]
export type QuestionRow = { key: string | null; section: Question['section']; text: string; weight: string }

export const sections = ['pilot', 'aircraft', 'environment', 'external'] as const

export const emptyQuestion = (section: Question['section']): QuestionRow => ({
  key: null,
  section,
  text: '',
  weight: '5',
})

export const questionRows = (questions: readonly Question[]): QuestionRow[] =>
  questions.map(({ weight, ...question }) => ({ ...question, weight: String(weight) }))

/** As the API takes them. A question keeps its key in all versions, so that answers can be compared. */
export function questionsOf(rows: readonly QuestionRow[]): Question[] {
  const used = new Set(rows.flatMap(({ key }) => key ?? []))
  return rows.map(({ key, section, text, weight }) => {
    const own = key ?? freeKey(text, used)
    used.add(own)
    return { key: own, section, text: text.trim(), weight: numberOf(weight) ?? Number.NaN }
  })
}

/** "Is it night?" is `is_it_night`. */
function freeKey(text: string, used: ReadonlySet<string>): string {
  const words = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 50)
  const base = words || 'question'
  let key = base
  for (let number = 2; used.has(key); number++) key = `${base}_${number}`
  return key
}

/** The score of the answers so far, and its band by the thresholds of the form. The server decides. */
export function scoreOf({ questions, yellowAt, redAt }: RiskForm, isSo: readonly boolean[]) {
  const score = questions.reduce((sum, { weight }, index) => (isSo[index] ? sum + weight : sum), 0)
  return { score, band: score >= redAt ? 'red' : score >= yellowAt ? 'yellow' : 'green' } as const
}

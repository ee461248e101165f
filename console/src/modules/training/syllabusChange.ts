import type { RecordOf } from '#api/record.ts'

type Syllabus = Pick<RecordOf<'training_revision'>, 'stages'>
type Entry = { key: string; code: string; title: string; text: string }
export type SyllabusChange = {
  key: string
  kind: 'added' | 'removed' | 'changed'
  code: string
  text: string
}

/** The lessons and items of a syllabus by their codes, each with all that can change in it. */
function entriesOf({ stages }: Syllabus): Map<string, Entry> {
  const entries = stages.flatMap((stage) =>
    stage.lessons.flatMap((lesson) => {
      const { code, title, kind, plannedMinutes, isSolo, briefing } = lesson
      const key = `lesson ${code.toLowerCase()}`
      return [
        {
          key,
          code,
          title,
          text: JSON.stringify([stage.title, title, kind, plannedMinutes, isSolo, briefing]),
        },
        ...lesson.items.map((item) => ({
          key: `${key} item ${item.code.toLowerCase()}`,
          code: item.code,
          title: item.title,
          text: JSON.stringify([item.title, item.kind, item.isRequired, item.passLevel, item.standard]),
        })),
      ]
    }),
  )
  return new Map(entries.map((entry) => [entry.key, entry]))
}

/** What is added, removed and changed from one revision of a syllabus to another, in the order of the new one. */
export function changesBetween(before: Syllabus, after: Syllabus): SyllabusChange[] {
  const [old, now] = [entriesOf(before), entriesOf(after)]
  const removed = [...old.values()].filter(({ key }) => !now.has(key))
  const others = [...now.values()].flatMap((entry): SyllabusChange[] => {
    const was = old.get(entry.key)
    if (was?.text === entry.text) return []
    const text = was && was.title !== entry.title ? `${was.title} → ${entry.title}` : entry.title
    return [{ key: entry.key, kind: was ? 'changed' : 'added', code: entry.code, text }]
  })
  return [
    ...others,
    ...removed.map(({ key, code, title }) => ({ key, kind: 'removed' as const, code, text: title })),
  ]
}

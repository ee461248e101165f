import type { Extension } from './module.ts'

/** What a key with a scope may do, in one sentence for the people who hand out keys. Every scope has exactly one. */
export interface ScopeSentences extends Extension {
  kind: 'scope_sentences'
  sentences: Readonly<Record<string, string>>
}

export const scopeSentences = (sentences: ScopeSentences['sentences']): ScopeSentences => ({
  kind: 'scope_sentences',
  sentences,
})

/** The sentences of a module, by scope. */
export const sentencesOf = ({ extensions }: { extensions: readonly Extension[] }) =>
  extensions
    .filter((extension): extension is ScopeSentences => extension.kind === 'scope_sentences')
    .flatMap(({ sentences }) => Object.entries(sentences))

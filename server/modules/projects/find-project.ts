import { sql, type Tx } from '#platform/database/database.ts'
import { foldWord } from '#platform/importing/value.ts'
import { lookUp, type Meaning } from '#platform/kernel/look-up.ts'

interface Named {
  id: string
  name: string
  slug: string
}

/** Projects by their ID, name or short name; the exact spelling first. Where two match, nobody guesses. */
export const projectLookUp = lookUp('project', async (tx, written) => {
  const projects = await loadProjects(tx)
  return new Map(written.map((text) => [text, meaningOf(text, projects)]))
})

const loadProjects = (tx: Tx) => tx.rows(sql<'projectNames', Named>`select id, name, slug from projects`)

function meaningOf(written: string, projects: readonly Named[]): Meaning {
  const lower = written.trim().toLowerCase()
  const levels: ((project: Named) => boolean)[] = [
    ({ id, name }) => id === written || name === written,
    ({ name, slug }) => name.toLowerCase() === lower || slug === lower,
    ({ name, slug }) => [name, slug].some((text) => foldWord(text) === foldWord(written)),
  ]
  for (const isMatch of levels) {
    const [only, ...more] = projects.filter(isMatch)
    if (only === undefined) continue
    if (more.length === 0) return { stored: only.id }
    const names = [only, ...more].map(({ name, slug }) => `${name} (write ${slug})`).join(' or ')
    return { problem: `${written} may be ${names}` }
  }
  return { problem: `There is no project ${written}: add it first, or leave the cell empty` }
}

import type { Page, PublicPage } from './page.ts'

const modules = Object.values(
  import.meta.glob<{ default?: Page[]; publicPages?: PublicPage[] }>(
    ['../modules/*/pages.ts', '../modules/*/*.pages.ts'],
    {
      eager: true,
    },
  ),
)

/** Every page of a workspace, in the order of the sidebar. */
export const pages: Page[] = modules
  .flatMap((module) => module.default ?? [])
  .toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))

/** The pages that need no session. */
export const publicPages: PublicPage[] = modules.flatMap((module) => module.publicPages ?? [])

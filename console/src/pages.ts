import type { ComponentType } from 'react'
import {
  type Icon, IconHome,
} from '#ui/icons.ts'
import { s } from './strings.ts'

export type Group = 'today' | 'operations' | 'people' | 'settings' | 'system'

/**
 * A page of a workspace. Routing, the sidebar, the palette and the `g` keys all
 * read this declaration: a new page is one file and one line below.
 */
export type Page = {
  /** Below `/app/<workspace>/`; `$id` is a part of the address. */
  path: string
  title: string
  load: () => Promise<{ default: ComponentType }>
  /** In the sidebar, when it has a group. */
  group?: Group
  icon?: Icon
  /** Stands under another page of the sidebar. */
  under?: string
  /** The operation that the page cannot do without: who may not call it does not see the page. */
  operation?: string
  /** For the owner of the installation alone. */
  ownerOnly?: boolean
  /** `g` and then this letter goes there. */
  key?: string
  /** In the palette under Actions. */
  action?: boolean
}

const n = s.nav

export const pages: Page[] = [
  { path: '', title: n.today, group: 'today', icon: IconHome, key: 't', load: () => import('#modules/today/Today.tsx') },
]

import type { ComponentType } from 'react'
import type { Icon } from '#ui/icons.ts'

export type Group = 'today' | 'operations' | 'people' | 'safety' | 'fbo' | 'settings' | 'account' | 'system'
type Load = () => Promise<{ default: ComponentType }>

/**
 * A page of a workspace, in the pages.ts of its module. Routing, the sidebar, the palette and the `g` keys
 * all read this declaration.
 */
export type Page = {
  /** The path below `/app/<workspace>/`; `$id` is a parameter. */
  path: string
  title: string
  /** Its name in the sidebar, if the sidebar names a field of work rather than the page. */
  menu?: string
  load: Load
  /** The sidebar group. Without one, the page is not in the sidebar. */
  group?: Group
  /** Its place in the group: pages of several modules share one. */
  order?: number
  icon?: Icon
  /** The path of the page whose tabs it is one of. In the settings it stands below that page in the sidebar. */
  under?: string
  /** The tab that it shares with other pages below the same one: they stand in a second row under it. */
  tab?: string
  /** The operation the page needs. Members who may not call it do not see the page. */
  operation?: string
  /** Only for the owner of the installation. */
  ownerOnly?: boolean
  /** `g` and then this letter opens the page. */
  key?: string
  /** Listed in the palette under Actions. */
  action?: boolean
  /** Other paths that lead here: those that guides name and people type. */
  aliases?: string[]
}

/** A page that needs no session; its path is the whole one below `/app`. */
export type PublicPage = { path: string; load: Load }

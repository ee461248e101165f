import { ActionIcon } from '@mantine/core'
import type { Page } from '#api/types.ts'
import { s } from '../../strings.ts'
import { IconChevronLeft, IconChevronRight } from '../icons.ts'
import classes from './table.module.css'

/** The range of rows, the total, and buttons for other pages. */
export function Footer({ page, onPage }: { page: Page<unknown>; onPage: (page: number) => void }) {
  const from = (page.page - 1) * page.per_page + 1
  return (
    <nav
      className={classes.footer}
      aria-label={s.table.range(from, from + page.items.length - 1, page.total)}
    >
      <span>{s.table.range(from, from + page.items.length - 1, page.total)}</span>
      <ActionIcon
        variant="default"
        aria-label={s.table.previous}
        disabled={page.page <= 1}
        onClick={() => onPage(page.page - 1)}
      >
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="default"
        aria-label={s.table.next}
        disabled={page.page >= page.total_pages}
        onClick={() => onPage(page.page + 1)}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </nav>
  )
}
